import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventually } from './eventually.js';

describe('eventually', () => {
  it('gives back the first answer that is not false', async () => {
    let asked = 0;
    assert.equal(await eventually(() => ((asked += 1) < 3 ? false : asked)), 3);
  });

  it('goes on while the check throws', async () => {
    let asked = 0;
    await eventually(() => {
      asked += 1;
      assert.equal(asked, 3);
    });
    assert.equal(asked, 3);
  });

  it('says what was still wrong when the time is over', async () => {
    await assert.rejects(
      eventually(
        () => {
          throw new Error('no card yet');
        },
        { withinMs: 60 },
      ),
      /not within 60 ms: Error: no card yet/,
    );
  });
});
