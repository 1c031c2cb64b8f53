import { once } from 'node:events';
import { connect } from 'node:net';

const answerWithinMs = 60_000;

/** Sends bytes to `host:port` and returns the first piece of the answer. */
export async function ask(address: string, request: Buffer): Promise<Buffer> {
  const colon = address.lastIndexOf(':');
  const socket = connect(Number(address.slice(colon + 1)), address.slice(0, colon));
  try {
    socket.write(request);
    const signal = AbortSignal.timeout(answerWithinMs);
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer];
    return answer;
  } finally {
    socket.destroy();
  }
}
