import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Click } from '@hub/schemas';
import { aDecision } from '@hub/testkit';
import type { PressedButton } from './domain/admit-click.js';
import { takeClick } from './take-click.js';
import { claimsFor, fakeParts, mint, type FakeParts } from './testing/fakes.js';

const user = 'u16402';

function press(
  parts: FakeParts,
  over: Partial<PressedButton> = {},
  params: Record<string, string> = {},
): PressedButton {
  const claims = claimsFor(parts, user, 'APPROVE');
  return {
    corpId: 'ding-huadong',
    userId: user,
    outTrackId: claims.commandId,
    params: { action: 'approve', token: mint(claims), ...params },
    ...over,
  };
}

describe('takeClick', () => {
  it('has the click in Kafka before it answers that it is being worked on', async () => {
    const parts = fakeParts();
    const order: string[] = [];
    const answer = await takeClick({
      ...parts,
      publish: (outbound) => parts.publish(outbound).then(() => void order.push('published')),
    })('huadong', press(parts));
    order.push('answered');
    const click = parts.published[0]?.value as Click;
    assert.deepEqual(
      [
        order,
        answer['status'],
        answer['canDecide'],
        click.tenant,
        click.userId,
        click.action,
        click.source,
        click.at,
      ],
      [
        ['published', 'answered'],
        '处理中',
        'false',
        'huadong',
        user,
        'APPROVE',
        'BUTTON',
        parts.clock.now(),
      ],
    );
  });

  it('links the click to the trace of its card', async () => {
    const parts = fakeParts();
    await takeClick(parts)('huadong', press(parts));
    assert.deepEqual(parts.links, ['tp']);
  });

  it('gives the same press the same id, and another reason another', async () => {
    const parts = fakeParts();
    for (const reason of ['', '', '好'])
      await takeClick(parts)('huadong', press(parts, {}, { reason }));
    const [first, second, third] = parts.published.map(({ value }) => (value as Click).clickId);
    assert.ok(first === second && first !== third);
  });

  const refusals: readonly (readonly [string, string, (parts: FakeParts) => PressedButton])[] = [
    [
      'a token nobody made',
      '此按钮不是由系统发出的',
      (parts) => press(parts, {}, { token: 'x.y' }),
    ],
    ['no token', '此按钮不是由系统发出的', (parts) => press(parts, { params: {} })],
    [
      'another organisation',
      '此按钮不是由系统发出的',
      (parts) => press(parts, { corpId: 'ding-huanan' }),
    ],
    ['another card', '此按钮不是由系统发出的', (parts) => press(parts, { outTrackId: 'other' })],
    [
      'the other action',
      '此按钮不是由系统发出的',
      (parts) => press(parts, {}, { action: 'reject' }),
    ],
    ['no action', '此按钮不是由系统发出的', (parts) => press(parts, {}, { action: 'constructor' })],
    ['a forwarded card', '此按钮不是给您的', (parts) => press(parts, { userId: 'u9' })],
  ];

  for (const [name, want, button] of refusals) {
    it(`answers ${name} at once and publishes nothing`, async () => {
      const parts = fakeParts();
      const answer = await takeClick(parts)('huadong', button(parts));
      assert.deepEqual([answer['status'], answer['detail'], parts.published], ['未生效', want, []]);
    });
  }

  it('takes the tenant from the connection: a token of one tenant is nothing in another', async () => {
    const parts = fakeParts();
    await takeClick(parts)('huanan', press(parts));
    assert.deepEqual(parts.published, []);
  });

  it('answers a button past its time', async () => {
    const parts = fakeParts();
    const button = press(parts);
    await parts.clock.advance(3_600_001);
    assert.equal(
      (await takeClick(parts)('huadong', button))['detail'],
      '按钮已过期，请在金蝶中处理',
    );
  });

  it('answers a decided node with what was decided', async () => {
    const parts = fakeParts();
    await parts.ledger.append(aDecision({ node: 'node-0', action: 'REJECT' }));
    const answer = await takeClick(parts)('huadong', press(parts));
    assert.deepEqual(
      [answer['status'], answer['approveToken'], parts.published],
      ['已驳回（王芳）', '', []],
    );
  });

  it('lets a failed publication through, so that DingTalk gets no answer', async () => {
    const parts = fakeParts();
    await assert.rejects(
      takeClick({ ...parts, publish: () => Promise.reject(new Error('no broker')) })(
        'huadong',
        press(parts),
      ),
      /no broker/,
    );
  });
});
