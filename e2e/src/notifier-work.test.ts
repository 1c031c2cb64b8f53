import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { NotifierRig, type Person } from './testing/notifier-rig.js';

/** Of the first organisation's application in the simulator's world. */
const agentId = '4001000001';

describe('work notifications', () => {
  let rig: NotifierRig;
  let people: readonly Person[];

  before(async () => {
    rig = await NotifierRig.start('notifier-work');
    people = (await rig.people()).slice(0, 3);
    const file = join(rig.place.tenantsDir, 'huadong/tenant.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('  robotCode:', `  agentId: '${agentId}'\n  robotCode:`));
    const { ready } = await rig.notifier({ NOTIFIER_RESULT_AFTER_MS: '500' });
    await waitFor('the notifier is ready', ready, 120_000);
  });
  after(() => rig.stop());

  const sentTo = (kind: string, number: string): readonly string[] =>
    rig
      .journal(kind)
      .filter((entry) => JSON.stringify(entry).includes(number))
      .map(({ userId }) => String(userId))
      .toSorted();

  it('whom DingTalk leaves out without a word is found and told by the robot', async () => {
    const [left = { userId: '', name: '' }, ...others] = people;
    const params = { userIds: [left.userId], code: '143105' };
    rig.dingtalk.faults.add({ kind: 'work-drop', times: 1, params });
    const [id = ''] = await rig.ask({ number: 'WORK1', channel: 'WORK', recipients: people });
    const receipt = await waitFor('DingTalk was asked what became of it', async () => {
      const last = (await rig.lastReceipts()).get(id);
      return last?.recipients.some(({ state }) => state === 'DROPPED') === true ? last : null;
    });
    assert.deepEqual(
      [
        receipt.recipients.map(({ userId, state }) => [userId, state]),
        sentTo('work.sent', 'WORK1'),
        sentTo('robot.sent', 'WORK1'),
      ],
      [
        people.map(({ userId }) => [userId, userId === left.userId ? 'DROPPED' : 'DELIVERED']),
        others.map(({ userId }) => userId).toSorted(),
        [left.userId],
      ],
    );
    assert.match(receipt.recipients[0]?.reason ?? '', /此人当天消息已达上限 \/ .*\(143105\)/);
  });

  it('of a bill that is withdrawn are taken back, and messages of the robot too', async () => {
    const ids = [
      ...(await rig.ask({ number: 'UNDONE1', channel: 'WORK', recipients: people })),
      ...(await rig.ask({ number: 'UNDONE1', channel: 'ROBOT', recipients: people })),
    ];
    await waitFor('both are sent', async () => {
      const last = await rig.lastReceipts();
      return ids.every((id) => last.has(id));
    });
    await rig.bill('UNDONE1', 'WITHDRAWN');
    await waitFor('both are taken back', async () => {
      const last = await rig.lastReceipts();
      return ids.every((id) => last.get(id)?.recipients.every(({ state }) => state === 'RECALLED'));
    });
  });
});
