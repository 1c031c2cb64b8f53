/** One story of the demo. Its result says what was seen; a story that fails throws. */
export interface Step {
  readonly name: string;
  readonly run: () => Promise<string>;
}

export interface StepResult {
  readonly name: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was seen, or what was missing. */
  readonly detail: string;
}

/** Plays the steps one after another. All are played, so that one failure does not hide another. */
export async function playSteps(
  steps: readonly Step[],
  told: (result: StepResult) => void,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { name, run } of steps) {
    const startedAt = performance.now();
    const [ok, detail] = await run().then(
      (seen) => [true, seen] as const,
      (error: unknown) => [false, error instanceof Error ? error.message : String(error)] as const,
    );
    const result = { name, ok, ms: Math.round(performance.now() - startedAt), detail };
    results.push(result);
    told(result);
  }
  return results;
}

/** The results as a table for people. Chinese characters take two columns of a terminal. */
export function summaryTable(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ name }) => columns(name)));
  const lines = results.map(({ name, ok, ms, detail }) => {
    const padded = name + ' '.repeat(width - columns(name));
    return `${ok ? '✔' : '✖'}  ${padded}  ${String(ms).padStart(7)} ms  ${detail}`;
  });
  return lines.join('\n');
}

function columns(text: string): number {
  return text.length + (text.match(/[\u1100-\uffdc]/g)?.length ?? 0);
}
