import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives back, once, what only the start needed: parsed sources, compiled start-up code, buffers.
 *
 * An idle service allocates too little for the engine to do that by itself; measured, it keeps some 10 MB for nothing. It costs
 * one pause of about 50 ms, so it is done before there is traffic.
 */
export function compactHeap(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as Collect;
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
