import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { firstFound, type PartProvider, type Unavailable, type Way } from './provider.js';

interface Found {
  readonly way: Way;
}

function open(way: Way): PartProvider<string, Found> {
  return { way, provide: () => Promise.resolve({ way }) };
}

function closed(way: Way, unavailable: string): PartProvider<string, Found> {
  const answer: Unavailable = { unavailable };
  return { way, provide: () => Promise.resolve(answer) };
}

function find(
  providers: readonly PartProvider<string, Found>[],
  onlyWay?: Way,
): { found: Promise<Found>; lines: string[] } {
  const lines: string[] = [];
  const log = (line: string): void => {
    lines.push(line);
  };
  return { found: firstFound(providers, 'one', { name: 'kafka', onlyWay, log }), lines };
}

describe('firstFound', () => {
  it('takes the first way that is open and says nothing about an address nobody gave', async () => {
    const { found, lines } = find([
      closed('address', 'not set'),
      open('container'),
      open('process'),
    ]);
    assert.deepEqual(await found, { way: 'container' });
    assert.deepEqual(lines, []);
  });

  it('falls through a closed way with one line that says why', async () => {
    const { found, lines } = find([closed('container', 'no Docker engine'), open('process')]);
    assert.deepEqual(await found, { way: 'process' });
    assert.deepEqual(lines, ['kafka: not by container: no Docker engine']);
  });

  it('tries no other way than the one asked for', async () => {
    const { found } = find([open('address'), open('container'), open('process')], 'process');
    assert.deepEqual(await found, { way: 'process' });
  });

  it('fails with every reason when no way is open', async () => {
    const { found } = find([closed('address', 'not set'), closed('container', 'no image x')]);
    await assert.rejects(
      found,
      /kafka: no way to get it\n.*address: not set; container: no image x/,
    );
  });

  it('names the only way allowed when that one is closed', async () => {
    const { found } = find([closed('container', 'no Docker engine'), open('process')], 'container');
    await assert.rejects(found, /only the container way was allowed.*\n.*no Docker engine/);
  });

  it('does not fall through a way that is open but fails', async () => {
    const failing: PartProvider<string, Found> = {
      way: 'container',
      provide: () => Promise.reject(new Error('the broker died')),
    };
    await assert.rejects(find([failing, open('process')]).found, /the broker died/);
  });
});
