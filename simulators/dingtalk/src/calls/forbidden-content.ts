import type { World } from '../world.js';

/** What the content filter finds in a message. */
export function findForbidden({ settings }: World, content: unknown): 'text' | 'url' | undefined {
  const text = JSON.stringify(content);
  if (settings.unsafeUrls.some((part) => text.includes(part))) return 'url';
  return settings.forbiddenWords.some((word) => text.includes(word)) ? 'text' : undefined;
}
