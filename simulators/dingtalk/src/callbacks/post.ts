/** What came back from an address that the service called. */
export interface Posted {
  /** undefined when there was no answer in time, with the reason in `text`. */
  readonly status: number | undefined;
  readonly text: string;
}

const answerBytesMax = 1_048_576;

/**
 * Calls an address of an application. Redirects are not followed. The deadline is real time, not the simulator's, so
 * that a test that moves the clock does not fail the calls in flight.
 */
export async function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  deadlineMs: number,
): Promise<Posted> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
      body,
      signal: AbortSignal.timeout(deadlineMs),
    });
    const text = await response.text();
    return { status: response.status, text: text.slice(0, answerBytesMax) };
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError';
    return { status: undefined, text: late ? 'no answer in time' : 'cannot be reached' };
  }
}

export function isWebAddress(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && /^https?:$/.test(parsed.protocol);
}

export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    const fits = typeof value === 'object' && value !== null && !Array.isArray(value);
    return fits ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
