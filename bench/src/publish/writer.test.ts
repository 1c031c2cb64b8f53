import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodedDocuments } from '../documents.js';
import { writeAll } from './writer.js';

describe('writing a number of events', () => {
  const documents = encodedDocuments(3);

  it('writes each once, also when the last call is not full', async () => {
    const sizes: number[] = [];
    const write = async (some: readonly unknown[]): Promise<void> => {
      sizes.push(some.length);
      return Promise.resolve();
    };
    await writeAll(documents, write, { perCall: 4, callers: 1 }, 10);
    assert.deepEqual(sizes, [4, 4, 2]);
  });

  it('has so many calls waiting at once, never more', async () => {
    let waiting = 0;
    let most = 0;
    let written = 0;
    const write = async (some: readonly unknown[]): Promise<void> => {
      waiting += 1;
      most = Math.max(most, waiting);
      await Promise.resolve();
      waiting -= 1;
      written += some.length;
    };
    await writeAll(documents, write, { perCall: 1, callers: 5 }, 50);
    assert.deepEqual({ most, written }, { most: 5, written: 50 });
  });
});
