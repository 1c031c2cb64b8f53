import { randomBytes } from 'node:crypto';

/**
 * A new cluster id: 16 random bytes as 22 characters of base64url. Never with a dash in front, which
 * the storage tool would take for one of its options.
 */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? `A${id.slice(1)}` : id;
}
