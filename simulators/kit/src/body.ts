import type { IncomingMessage } from 'node:http';

/** Thrown when a request body is larger than a simulated server accepts. */
export class BodyTooLarge extends Error {}

/** Reads a whole request body of at most `bytesMax` bytes. */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax) throw new BodyTooLarge(`body is larger than ${String(bytesMax)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
