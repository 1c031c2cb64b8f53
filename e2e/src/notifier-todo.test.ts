import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { waitFor } from '@hub/cli';
import { mortal, NotifierRig, type Person, type SeenReceipt } from './testing/notifier-rig.js';

/** What a phone shows beside its chats. */
interface Office {
  readonly todos: readonly {
    readonly subject: string;
    readonly dueTime?: number;
    readonly priority: number;
    readonly doneByMe: boolean;
  }[];
  readonly calendar: readonly {
    readonly summary: string;
    readonly start: { readonly date: string };
    readonly end: { readonly date: string };
  }[];
  readonly dings: readonly { readonly content: string; readonly remindType: number }[];
}

const stranger: Person = { userId: 'nobody', name: '' };
/** The second of December in Shanghai, the end of its working day, and two days later. */
const due = Date.UTC(2026, 11, 1, 16);
const evening = Date.UTC(2026, 11, 2, 10);
const later = due + 2 * 86_400_000;
const bought = 'dingSmsAndPhonePerMonth';

describe('what stays with people until it is done', () => {
  let rig: NotifierRig;
  let one: Person;
  let two: Person;

  before(async () => {
    rig = await NotifierRig.start('notifier-todo');
    [one = stranger, two = stranger] = await rig.people();
    const file = join(rig.place.tenantsDir, 'huadong/tenant.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('  robotCode:', '  dingBy: SMS\n  robotCode:'));
  });
  after(() => rig.stop());

  const officeOf = async ({ userId }: Person): Promise<Office> => {
    const corpId = rig.dingtalk.organisations[0]?.corpId ?? '';
    const path = `control/organisations/${corpId}/people/${userId}/office`;
    return (await (await fetch(new URL(path, rig.dingtalk.control))).json()) as Office;
  };
  const todosOf = async (person: Person, number: string): Promise<readonly unknown[]> =>
    (await officeOf(person)).todos
      .filter(({ subject }) => subject.includes(number))
      .map(({ subject, dueTime, priority, doneByMe }) => [subject, dueTime, priority, doneByMe]);
  const daysOf = async (person: Person, number: string): Promise<readonly unknown[]> =>
    (await officeOf(person)).calendar
      .filter(({ summary }) => summary.includes(number))
      .map(({ summary, start, end }) => [summary, start.date, end.date]);
  const dingsOf = async (person: Person, number: string): Promise<readonly unknown[]> =>
    (await officeOf(person)).dings
      .filter(({ content }) => content.includes(number))
      .map(({ content, remindType }) => [content, remindType]);
  const receiptOf = (id: string | undefined): Promise<SeenReceipt> =>
    waitFor('the receipt', async () => (await rig.lastReceipts()).get(id ?? '') ?? null);
  const statesOf = ({ recipients }: SeenReceipt): readonly string[] =>
    recipients.map(({ userId, state }) => `${userId} ${state}`);
  const settings = async (body: object): Promise<void> => {
    const address = new URL('control/settings', rig.dingtalk.control);
    const headers = { 'content-type': 'application/json' };
    await fetch(address, { method: 'PUT', headers, body: JSON.stringify(body) });
  };

  it('is there once after its maker was killed right behind the call', async () => {
    const doomed = await rig.notifier({ ...mortal, HUB_FAILPOINT: 'notifier.afterCall' });
    const asked = { number: 'KILLED', recipients: [one, two], dates: { due } };
    await rig.ask({ ...asked, channel: 'TO_DO' }, { ...asked, channel: 'CALENDAR' });
    assert.equal(await doomed.ended, 'SIGKILL');
    await rig.notifier();
    // The killed one is missed after 6 s, and what it was at may be another's after 15 s.
    await waitFor(
      'both are told',
      async () => {
        const all = [...(await rig.lastReceipts()).values()];
        return all.filter(({ number }) => number === 'KILLED').length === 2;
      },
      120_000,
    );
    const made = (kind: string): number => rig.journal(`${kind}.created`).length;
    assert.deepEqual([made('todo'), made('calendar')], [2, 2]);
    for (const person of [one, two]) {
      assert.equal((await todosOf(person, 'KILLED')).length, 1);
      assert.equal((await daysOf(person, 'KILLED')).length, 1);
    }
  });

  it('a to-do is ticked off when its bill is decided; a stranger is left out', async () => {
    const recipients = [one, stranger, two];
    const asked = { number: 'TODO1', channel: 'TO_DO', recipients, dates: { due } } as const;
    const [id] = await rig.ask({ ...asked, decides: true, priority: 'URGENT' });
    const receipt = await receiptOf(id);
    assert.deepEqual(statesOf(receipt), [
      `${one.userId} DELIVERED`,
      'nobody DROPPED',
      `${two.userId} DELIVERED`,
    ]);
    assert.match(receipt.recipients[1]?.reason ?? '', /钉钉查无此人 \/ .*\(60121\)/);
    const subject = '采购订单待审批 · TODO1 · 86,000.00 CNY · 苏州恒力轴承有限公司';
    assert.deepEqual(await todosOf(one, 'TODO1'), [[subject, evening, 30, false]]);
    await rig.bill('TODO1', 'APPROVED');
    await waitFor('both are ticked off', () =>
      Promise.resolve(rig.journal('todo.updated').length === 2),
    );
    assert.deepEqual(await todosOf(two, 'TODO1'), [[subject, evening, 30, true]]);
  });

  it('a to-do goes when its bill is withdrawn', async () => {
    const [id] = await rig.ask({ number: 'TODO2', channel: 'TO_DO', recipients: [one, two] });
    assert.deepEqual(statesOf(await receiptOf(id)).length, 2);
    await rig.bill('TODO2', 'WITHDRAWN');
    await waitFor('the receipt says so', async () => {
      const last = (await rig.lastReceipts()).get(id ?? '');
      return last?.recipients.every(({ state }) => state === 'RECALLED');
    });
    assert.deepEqual([await todosOf(one, 'TODO2'), await todosOf(two, 'TODO2')], [[], []]);
  });

  it('a day of a calendar moves with its bill, and goes when that is closed', async () => {
    const asked = { number: 'DAY1', channel: 'CALENDAR', recipients: [one] } as const;
    const [id] = await rig.ask({ ...asked, dates: { due } });
    assert.deepEqual(statesOf(await receiptOf(id)), [`${one.userId} DELIVERED`]);
    const summary = '采购订单审批中 · DAY1 · 86,000.00 CNY · 苏州恒力轴承有限公司';
    assert.deepEqual(await daysOf(one, 'DAY1'), [[summary, '2026-12-02', '2026-12-03']]);
    await rig.bill('DAY1', 'APPROVED', { dates: { due: later } });
    await waitFor('it moved', () => Promise.resolve(rig.journal('calendar.updated').length === 1));
    assert.deepEqual(await daysOf(one, 'DAY1'), [[summary, '2026-12-04', '2026-12-05']]);
    await rig.bill('DAY1', 'CLOSED');
    await waitFor('it went', async () => (await daysOf(one, 'DAY1')).length === 0);
  });

  it('a document without a date goes into no calendar, and its receipt says why', async () => {
    const [id] = await rig.ask({ number: 'DAY2', channel: 'CALENDAR', recipients: [one] });
    const [{ state, reason } = { state: '', reason: '' }] = (await receiptOf(id)).recipients;
    assert.equal(state, 'PARKED');
    assert.match(reason ?? '', /^单据没有可放入日历的日期.*name one as due/);
  });

  it('a DING is taken back with its bill; when none are left the robot says it', async () => {
    const asked = { channel: 'DING', recipients: [one, two], priority: 'URGENT' } as const;
    const [id] = await rig.ask({ ...asked, number: 'DING1' });
    assert.deepEqual(statesOf(await receiptOf(id)), [
      `${one.userId} ACCEPTED`,
      `${two.userId} ACCEPTED`,
    ]);
    assert.deepEqual(await dingsOf(two, 'DING1'), [['采购订单审批中 DING1 86,000.00 CNY', 2]]);
    await rig.bill('DING1', 'WITHDRAWN');
    await waitFor('it is taken back', async () => (await dingsOf(two, 'DING1')).length === 0);
    await settings({ [bought]: 0 });
    const [none] = await rig.ask({ ...asked, number: 'DING2' });
    const { recipients } = await receiptOf(none);
    assert.deepEqual(
      recipients.map(({ state, reason }) => [state, reason?.slice(0, 14)]),
      [
        ['DROPPED', '企业本月 DING 次数已用'],
        ['DROPPED', '企业本月 DING 次数已用'],
      ],
    );
    const said = rig.journal('robot.sent').filter((each) => JSON.stringify(each).includes('DING2'));
    assert.deepEqual(
      said.map(({ userId }) => String(userId)).toSorted(),
      [one.userId, two.userId].toSorted(),
    );
  });
});
