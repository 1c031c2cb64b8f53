import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StreamClient, type CardCallback } from '@hub/dingtalk';
import { eventually } from '@hub/testkit';
import { dingtalkRig } from './testing/dingtalk-rig.js';

const rig = dingtalkRig();

describe('Stream at a simulated DingTalk that misbehaves', () => {
  const cardTopic = '/v1.0/card/instances/callback';
  let stream: StreamClient;
  let presses: CardCallback[];
  let hold: Promise<unknown>;
  let cards = 0;
  let taken = 0;

  const start = async (): Promise<void> => {
    presses = [];
    taken = 0;
    hold = Promise.resolve();
    const { api } = rig.dingtalk;
    const { appKey, appSecret, corpId } = rig.organisation;
    stream = new StreamClient({
      ...{ api, appKey, appSecret, corpId },
      connections: 2,
      onCard: async (callback) => {
        taken += 1;
        await hold;
        presses.push(callback);
        return {};
      },
      onMessage: () => Promise.resolve(),
      timing: { retryFirstMs: 20, retryMaxMs: 100, pingEveryMs: 100, silenceMs: 250, stableMs: 0 },
    });
    await stream.start();
  };
  const connections = async (): Promise<number> => {
    const { connections: open } = await rig.control('GET', 'stream/connections');
    return (open as unknown[]).length;
  };
  const alive = async (): Promise<string[]> => {
    const { connections: open } = await rig.control('GET', 'stream/connections');
    return (open as { readonly silent: boolean; readonly connectionId: string }[])
      .filter(({ silent }) => !silent)
      .map(({ connectionId }) => connectionId);
  };
  const press = async (): Promise<void> => {
    const userId = rig.people[0]?.userId ?? assert.fail();
    const outTrackId = `stream-${String((cards += 1))}`;
    const templateId = rig.organisation.cardTemplateIds[0] ?? '';
    const tokens = { canDecide: 'true', approveToken: 'a', rejectToken: 'r' };
    await rig.client.deliverCard({
      ...{ outTrackId, templateId, userIds: [userId] },
      cardData: { title: '单据', number: '1', amount: '1', status: '待审批' },
      privateData: { [userId]: tokens },
    });
    const path = `organisations/${rig.organisation.corpId}/people/${userId}/cards/${outTrackId}/click`;
    await rig.control('POST', path, { actionId: 'approve' });
  };

  // The last of each: how many connections it spoils.
  const faults: readonly (readonly [string, string, Record<string, unknown>, number])[] = [
    ['refuses the handshake', 'stream-handshake', { status: 503 }, 0],
    ['cuts new connections', 'stream-flap', { ms: 20 }, 2],
    ['goes silent', 'stream-silent', {}, 2],
  ];
  for (const [what, kind, params, spoiled] of faults) {
    it(`that ${what} has two good connections in the end, and presses arrive`, async () => {
      const connected: unknown[] = [];
      const unsubscribe = rig.dingtalk.journal.subscribe(({ kind: happened, data }) => {
        if (happened === 'stream.connected') connected.push(data['connectionId']);
      });
      rig.dingtalk.faults.add({ kind, target: '/connect', times: 2, params });
      await start();
      try {
        await eventually(() => rig.dingtalk.faults.list().length === 0);
        const bad = connected.slice(0, spoiled);
        await eventually(async () => {
          const good = (await alive()).filter((id) => !bad.includes(id));
          assert.equal(good.length, 2);
          assert.equal(stream.connected, true);
        });
        // What is pushed into a connection that is dead already is lost, and the one who pressed waits two seconds. This
        // test used to press until one press went to a good connection by chance, and sometimes none of three did.
        rig.dingtalk.clock.shift(60_000);
        await eventually(async () => {
          assert.equal(await connections(), 2, 'the gateway has noticed too');
        });
        await press();
        await eventually(() => presses.length === 1);
      } finally {
        unsubscribe();
        await stream.close();
      }
    });
  }

  it('that sends in pieces, late and twice is understood; who is told twice knows by the ids', async () => {
    await start();
    try {
      for (const kind of ['stream-split', 'stream-delay', 'stream-duplicate']) {
        presses.length = 0;
        rig.dingtalk.faults.add({ kind, target: cardTopic, params: { ms: 10 } });
        await press();
        const want = kind === 'stream-duplicate' ? 2 : 1;
        await eventually(() => {
          assert.equal(presses.length, want, kind);
        });
        assert.equal(new Set(presses.map(({ outTrackId }) => outTrackId)).size, 1);
      }
    } finally {
      await stream.close();
    }
  });

  it('that says goodbye gets the answer of what was in hand, on the old connections, after the new ones are there', async () => {
    await start();
    try {
      const release = Promise.withResolvers<undefined>();
      hold = release.promise;
      const pressing = press();
      await eventually(() => taken === 1);
      const { connections: old } = await rig.control('POST', 'stream/disconnect', {});
      assert.equal((old as unknown[]).length, 2);
      await eventually(async () => {
        assert.equal(stream.connected, true);
        assert.equal(await connections(), 3, 'two new ones, and the old one that still has work');
      });
      release.resolve(undefined);
      await pressing;
      await eventually(() => {
        assert.equal(presses.length, 1);
      });
      await eventually(async () => {
        assert.equal(await connections(), 2);
      });
    } finally {
      await stream.close();
    }
    await eventually(async () => {
      assert.equal(await connections(), 0);
    });
  });
});
