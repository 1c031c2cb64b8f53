import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { read, SimulatorClient, type Answer } from '../testing/simulator-client.js';

describe('the calendar', () => {
  let simulator: DingTalkSimulator;
  let client: SimulatorClient;
  let owner: string;
  let guest: string;
  let events: string;

  before(async () => {
    simulator = await startDingTalkSimulator();
    simulator.settings.qpsPerAppAndApi = null;
    client = new SimulatorClient(simulator);
    owner = await unionIdOf('hd0003');
    guest = await unionIdOf('hd0004');
    events = `/v1.0/calendar/users/${owner}/calendars/primary/events`;
  });
  after(async () => {
    await simulator.close();
  });

  const unionIdOf = async (userid: string): Promise<string> => {
    const { body } = await client.oapi('/topapi/v2/user/get', { userid });
    return (body['result'] as { unionid: string }).unionid;
  };
  const at = (time: string): object => ({
    dateTime: `2026-12-01T${time}+08:00`,
    timeZone: 'Asia/Shanghai',
  });
  const meeting = (more: object = {}): object => ({
    summary: '付款评审',
    start: at('10:00:00'),
    end: at('11:00:00'),
    attendees: [{ id: guest, isOptional: true }],
    ...more,
  });
  const create = async (body: object, token?: string): Promise<Answer> => {
    const headers = {
      'content-type': 'application/json',
      'x-acs-dingtalk-access-token': await client.token(),
      ...(token === undefined ? {} : { 'x-client-token': token }),
    };
    const options = { method: 'POST', headers, body: JSON.stringify(body) };
    return read(await fetch(`${simulator.api}${events}`, options));
  };

  it('keeps an entry with organiser and attendees, and tells the applications', async () => {
    const { body, status } = await create(meeting({ location: { displayName: '一号会议室' } }));
    assert.equal(status, 200);
    assert.deepEqual(body['organizer'], {
      id: owner,
      displayName: '陈国强',
      responseStatus: 'accepted',
      self: true,
    });
    const [first] = body['attendees'] as Record<string, unknown>[];
    assert.deepEqual(
      [first?.['id'], first?.['responseStatus'], first?.['isOptional'], first?.['self']],
      [guest, 'needsAction', true, false],
    );
    assert.match(body['createTime'] as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    const again = await client.api('GET', `${events}/${body['id'] as string}`);
    assert.deepEqual(again.body, body);
    const event = client.entries('event.emitted').at(-1);
    assert.deepEqual(
      [
        event?.['eventType'],
        event?.['calendarEventId'],
        event?.['unionIdList'],
        event?.['changeType'],
      ],
      ['calendar_event_change', body['id'], [owner, guest], 'created'],
    );
  });

  it('makes one entry for one x-client-token within a day', async () => {
    const ids = [];
    for (let each = 0; each < 2; each += 1) ids.push((await create(meeting(), 'once')).body['id']);
    assert.equal(ids[0], ids[1]);
    simulator.clock.shift(86_400_000);
    assert.notEqual((await create(meeting(), 'once')).body['id'], ids[0]);
  });

  it('changes, lists by time, and deletes for all', async () => {
    const id = (await create(meeting({ start: at('15:00:00'), end: at('16:00:00') }))).body[
      'id'
    ] as string;
    const moved = await client.api('PUT', `${events}/${id}`, { end: at('17:00:00') });
    assert.deepEqual([moved.body['summary'], moved.body['end']], ['付款评审', at('17:00:00')]);
    const list = async (timeMin: string): Promise<string[]> => {
      const query = new URLSearchParams({ timeMin: `2026-12-01T${timeMin}+08:00` }).toString();
      const { body } = await client.api('GET', `${events}?${query}`);
      return (body['events'] as { id: string }[]).map((event) => event.id);
    };
    assert.deepEqual(await list('16:30:00'), [id]);
    assert.deepEqual(await list('17:00:00'), []);
    assert.equal((await client.api('DELETE', `${events}/${id}`)).status, 200);
    const gone = await client.api('GET', `${events}/${id}`);
    assert.deepEqual([gone.status, gone.body['code']], [404, 'itemNotFound']);
  });

  it('lets attendees answer, on the phone or by the API, and shows who is busy', async () => {
    const day = { start: { date: '2026-12-05' }, end: { date: '2026-12-06' }, isAllDay: true };
    const id = (await create(meeting(day))).body['id'] as string;
    await client.person('hd0004', 'PUT', `/calendar/${id}/response`, { response: 'accepted' });
    const attendees = async (): Promise<string[]> => {
      const { body } = await client.api('GET', `${events}/${id}/attendees`);
      return (body['attendees'] as { responseStatus: string }[]).map((each) => each.responseStatus);
    };
    assert.deepEqual(await attendees(), ['accepted']);
    const theirs = `/v1.0/calendar/users/${guest}/calendars/primary/events/${id}`;
    await client.api('POST', `${theirs}/respond`, { responseStatus: 'declined' });
    assert.deepEqual(await attendees(), ['declined']);
    assert.equal(
      (await client.api('PUT', theirs, { summary: '别人的' })).body['code'],
      'permissionDeny',
    );
    const schedule = await client.api('POST', `/v1.0/calendar/users/${owner}/querySchedule`, {
      userIds: [guest],
      startTime: '2026-12-05T08:00:00+08:00',
      endTime: '2026-12-05T09:00:00+08:00',
    });
    const [found] = schedule.body['scheduleInformation'] as { scheduleItems: object[] }[];
    assert.deepEqual(found?.scheduleItems, [
      { status: 'BUSY', start: { date: '2026-12-05' }, end: { date: '2026-12-06' } },
    ]);
    const other = await unionIdOf('hd0005');
    await client.api('POST', `${events}/${id}/attendees`, { attendeesToAdd: [{ id: other }] });
    await client.api('POST', `${events}/${id}/attendees/batchRemove`, {
      attendeesToRemove: [{ id: guest }],
    });
    assert.deepEqual(await attendees(), ['needsAction']);
  });

  const bad: [string, object, string][] = [
    ['no summary', { summary: '' }, 'Event summary cannot be blank'],
    ['no start', { start: undefined }, 'Event start time not set.'],
    ['an end before the start', { end: at('09:00:00') }, 'Event end time is before start time.'],
    ['a stranger', { attendees: [{ id: 'x' }] }, 'Attendee x is invalid'],
  ];
  for (const [what, more, message] of bad) {
    it(`refuses ${what}`, async () => {
      const { body, status } = await create(meeting(more));
      assert.deepEqual([status, body['code'], body['message']], [400, 'invalidParameter', message]);
    });
  }

  it('takes so many entries a day of one person', async () => {
    simulator.clock.shift(86_400_000);
    simulator.settings.calendarEventsPerDay = 1;
    assert.equal((await create(meeting())).status, 200);
    assert.equal((await create(meeting())).body['code'], 'flowLimit');
  });
});
