import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aTask } from '../testing/memory-source.js';
import type { SourceTask } from '@hub/source';
import { nodesOf, noNodes, openNodes, type OpenNodes } from './open-nodes.js';

const form = 'PUR_PurchaseOrder';

describe('openNodes', () => {
  it('joins one task per person to one step with all its approvers, each once', () => {
    const wang = { userId: '1', name: '王芳' };
    const chen = { userId: '2', name: '陈国强' };
    const open = openNodes([
      aTask({ approver: wang, since: 20 }),
      aTask({ approver: chen, since: 10 }),
      aTask({ approver: wang, since: 30 }),
    ]).get(form);
    assert.deepEqual(open?.get('1'), [
      { node: 'n1', name: '部门经理审批', since: 10, approvers: [wang, chen] },
    ]);
  });

  it('keeps documents and forms apart', () => {
    const open = openNodes([
      aTask({ documentId: '1' }),
      aTask({ documentId: '2' }),
      aTask({ documentId: '1', form: 'CN_PAYAPPLY' }),
    ]);
    assert.deepEqual(
      [...open].map(([id, documents]) => [id, [...documents.keys()]]),
      [
        [form, ['1', '2']],
        ['CN_PAYAPPLY', ['1']],
      ],
    );
  });

  it('lists parallel steps by age, and names the set whatever the order of the answer', () => {
    const late = aTask({ node: 'a', since: 20 });
    const early = aTask({ node: 'b', since: 10 });
    const of = (tasks: readonly SourceTask[]): OpenNodes => openNodes(tasks).get(form) ?? noNodes;
    const open = of([late, early]);
    assert.deepEqual(
      open.get('1')?.map(({ node }) => node),
      ['b', 'a'],
    );
    assert.equal(nodesOf(open, '1'), nodesOf(of([early, late]), '1'));
    assert.equal(nodesOf(open, 'none'), '');
  });
});
