import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playSteps, summaryTable, type StepResult } from './step.js';

describe('playing the demo', () => {
  it('goes on after a step that fails and says what was missing', async () => {
    const told: StepResult[] = [];
    const steps = [
      { name: 'a', run: () => Promise.reject(new Error('no card within 30 s')) },
      { name: 'b', run: () => Promise.resolve('audited') },
    ];
    const results = await playSteps(steps, (result) => told.push(result));
    assert.deepEqual(
      results.map(({ name, ok, detail }) => ({ name, ok, detail })),
      [
        { name: 'a', ok: false, detail: 'no card within 30 s' },
        { name: 'b', ok: true, detail: 'audited' },
      ],
    );
    assert.deepEqual(told, results);
  });

  it('lines up names with Chinese characters, which are two columns wide', () => {
    const table = summaryTable([
      { name: '订单', ok: true, ms: 5, detail: 'x' },
      { name: 'ab', ok: false, ms: 12, detail: 'y' },
    ]);
    assert.equal(table, '✔  订单        5 ms  x\n✖  ab         12 ms  y');
  });
});
