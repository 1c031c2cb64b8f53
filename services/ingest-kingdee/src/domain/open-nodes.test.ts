import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aTask } from '../testing/memory-erp.js';
import { nodesOf, openNodes } from './open-nodes.js';

const form = 'PUR_PurchaseOrder';

describe('openNodes', () => {
  it('joins one task per person to one step with all its approvers, each once', () => {
    const wang = { userId: '1', name: '王芳' };
    const chen = { userId: '2', name: '陈国强' };
    const open = openNodes(
      [
        aTask({ approver: wang, since: 20 }),
        aTask({ approver: chen, since: 10 }),
        aTask({ approver: wang, since: 30 }),
      ],
      form,
    );
    assert.deepEqual(open.get('1'), [
      { node: 'n1', name: '部门经理审批', since: 10, approvers: [wang, chen] },
    ]);
  });

  it('keeps documents and forms apart', () => {
    const open = openNodes(
      [
        aTask({ documentId: '1' }),
        aTask({ documentId: '2' }),
        aTask({ documentId: '1', form: 'CN_PAYAPPLY' }),
      ],
      form,
    );
    assert.deepEqual([...open.keys()], ['1', '2']);
  });

  it('lists parallel steps by age, and names the set whatever the order of the answer', () => {
    const late = aTask({ node: 'a', since: 20 });
    const early = aTask({ node: 'b', since: 10 });
    const open = openNodes([late, early], form);
    assert.deepEqual(
      open.get('1')?.map(({ node }) => node),
      ['b', 'a'],
    );
    assert.equal(nodesOf(open, '1'), nodesOf(openNodes([early, late], form), '1'));
    assert.equal(nodesOf(open, 'none'), '');
  });
});
