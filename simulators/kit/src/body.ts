import type { IncomingMessage } from 'node:http';

/** Thrown when a request body is larger than a simulated server accepts. */
export class BodyTooLarge extends Error {}

/**
 * Reads a whole request body of at most `bytesMax` bytes. One that is larger is read to its end all the same and thrown
 * away: on a connection that is kept, the next request stands behind it.
 *
 * @throws BodyTooLarge
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bytesMax) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > bytesMax) throw new BodyTooLarge(`body is larger than ${String(bytesMax)} bytes`);
  return Buffer.concat(chunks);
}
