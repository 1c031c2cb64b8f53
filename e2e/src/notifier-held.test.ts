import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { NotifierRig, type Person } from './testing/notifier-rig.js';

describe('a person whom DingTalk holds back', () => {
  let rig: NotifierRig;
  let people: readonly Person[];

  before(async () => {
    rig = await NotifierRig.start('notifier-held');
    people = (await rig.people()).slice(0, 3);
    const file = join(rig.place.tenantsDir, 'huadong/tenant.yaml');
    await appendFile(file, '\nbundling: { mergeSeconds: 1 }\n');
    const { ready } = await rig.notifier();
    await waitFor('the notifier is ready', ready, 60_000);
  });
  after(() => rig.stop());

  it('gets his messages a little later as one, and the others theirs at once', async () => {
    const [held = { userId: '', name: '' }, ...others] = people;
    const params = { userIds: [held.userId] };
    rig.dingtalk.faults.add({ kind: 'flow-control', times: 2, params });
    await rig.ask(
      { number: 'HELD1', channel: 'ROBOT', recipients: people },
      { number: 'HELD2', channel: 'ROBOT', recipients: people },
    );
    const toldLater = await waitFor(
      'he has both',
      () => {
        const his = rig.journal('robot.sent').filter(({ userId }) => userId === held.userId);
        const text = JSON.stringify(his);
        return Promise.resolve(text.includes('HELD1') && text.includes('HELD2') ? his : null);
      },
      60_000,
    );
    const receipts = await waitFor('every attempt has its receipt', async () => {
      const last = [...(await rig.lastReceipts()).values()];
      const his = last.flatMap(({ number, recipients }) =>
        recipients
          .filter(({ userId }) => userId === held.userId)
          .map(({ state }) => `${number} ${state}`),
      );
      return his.filter((one) => /^HELD. ACCEPTED$/.test(one)).length === 2 ? his : null;
    });
    assert.deepEqual(receipts.filter((one) => one.startsWith('HELD')).toSorted(), [
      'HELD1 ACCEPTED',
      'HELD1 DROPPED',
      'HELD2 ACCEPTED',
      'HELD2 DROPPED',
    ]);
    assert.ok(toldLater.length <= 2);
    for (const { userId } of others)
      assert.equal(
        rig.journal('robot.sent').filter((entry) => entry['userId'] === userId).length,
        2,
      );
  });
});
