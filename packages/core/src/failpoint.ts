/**
 * Every place where a test may kill a process: between two steps whose order matters. The names are listed here, so
 * that a test can walk through all of them and none is forgotten.
 */
export const failpoints = [
  'ingest.duringAssignment',
  'ingest.afterTasks',
  'ingest.afterRead',
  'ingest.beforePublish',
  'ingest.afterPublish',
  'ingest.afterKnown',
  'ingest.afterWatermark',
  'ingest.duringDuty',
  'ingest.backfillAfterPublish',
  'notifier.beforeIntent',
  'notifier.afterIntent',
  'notifier.afterCall',
  'notifier.betweenParts',
  'notifier.afterConfirm',
  'notifier.beforeUpdate',
  'notifier.afterUpdate',
  'bundle.afterMark',
  'bundle.afterShipment',
  'bundle.afterRecord',
] as const;

export type Failpoint = (typeof failpoints)[number];

let armed: { readonly name: string; left: number } | null = null;

/**
 * Arms one failpoint: `name` for the first time it is passed, `name:3` for the third.
 *
 * @throws Error when there is no such failpoint, because a test that waits for it would prove nothing
 */
export function armFailpoint(spec: string | undefined): void {
  if (spec === undefined || spec === '') {
    armed = null;
    return;
  }
  const [name = '', nth = '1'] = spec.split(':');
  if (!failpoints.some((known) => known === name) || !/^[1-9]\d*$/.test(nth)) {
    throw new Error(
      `HUB_FAILPOINT=${spec}: write name or name:nth; names: ${failpoints.join(', ')}`,
    );
  }
  armed = { name, left: Number(nth) };
}

/** Kills the process without any farewell when this failpoint is armed; costs one comparison otherwise. */
export function failpoint(name: Failpoint): void {
  if (armed?.name !== name) return;
  armed.left -= 1;
  if (armed.left === 0) process.kill(process.pid, 'SIGKILL');
}
