import type { SwitchBoard } from '@hub/simulator-kit';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How much the service takes, how long it remembers, and how soon it acts. Sliding windows unless said otherwise. */
export interface Limits {
  qpsPerAppAndApi: number | null;
  qpmPerAppAndApi: number | null;
  qpsPerApi: number | null;
  monthlyApiCalls: number | null;
  monthlyPushes: number | null;
  ipCallsPer20Seconds: number | null;
  ipBanMs: number;
  tokenSeconds: number;
  tokenCallsPerMinute: number | null;
  batchSendUsersMax: number;
  robotRecipientsPerMinute: number | null;
  robotParamBytesMax: number;
  robotMessageWindowMs: number;
  webhookPerMinute: number;
  webhookWindowMs: number;
  webhookBanMs: number;
  webhookMonthlyCap: number | null;
  webhookBytesMax: number;
  workBytesMax: number;
  workRecipientsMax: number;
  workRecipientsPerMinute: number;
  workOrgRecipientsPerMinute: number | null;
  workPerPersonAndDay: number;
  workToAllPerDay: number;
  workResultRecipientsMax: number;
  workResultWindowMs: number;
  workRecallWindowMs: number;
  todoExecutorsMax: number;
  calendarEventsPerDay: number;
  calendarAttendeesMax: number;
  calendarTokenMs: number;
  dingPerMinute: number;
  dingSmsAndPhonePerMonth: number;
  approvalTerminateAfterMs: number;
  outTrackIdLengthMax: number;
  cardDeadlineMs: number;
  ackTimeoutMs: number;
  pingMs: number;
  ticketMs: number;
  halfOpenMs: number;
  disconnectGraceMs: number;
  connectionTtlMs: number;
}

const count = (standard: number, description: string): Entry<number> => ({
  standard,
  schema: { type: 'integer', minimum: 1, description },
});
const span = (standard: number, description: string): Entry<number> => ({
  standard,
  schema: { type: 'integer', minimum: 0, description: `${description}, in milliseconds.` },
});
const countOrOff = (standard: number | null, description: string): Entry<number | null> => ({
  standard,
  schema: { type: ['integer', 'null'], minimum: 0, description: `${description}; null: no limit.` },
});
interface Entry<Value> {
  readonly standard: Value;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every limit with its documented value and the JSON Schema of what it may be set to. */
export const limits: SwitchBoard<Limits> = {
  qpsPerAppAndApi: countOrOff(20, 'Calls per application and API in a second'),
  qpmPerAppAndApi: countOrOff(null, 'Calls per application and API in a minute'),
  qpsPerApi: countOrOff(null, 'Calls of all applications to one API in a second (1200 was seen)'),
  monthlyApiCalls: countOrOff(
    1_000_000,
    'Counted API calls per organisation and calendar month (standard edition: 5000)',
  ),
  monthlyPushes: countOrOff(
    1_000_000,
    'Webhook messages and Stream pushes per organisation and calendar month (standard edition: 3000)',
  ),
  ipCallsPer20Seconds: countOrOff(
    10_000,
    'Calls per caller address in 20 s before everything is refused',
  ),
  ipBanMs: span(5 * minute, 'How long a banned address is refused'),
  tokenSeconds: count(7200, 'Life of an access token, in seconds.'),
  tokenCallsPerMinute: countOrOff(1000, 'Requests for a token per application in a minute'),
  batchSendUsersMax: count(20, 'People of one batchSend (20 in the text, 100 in its error).'),
  robotRecipientsPerMinute: countOrOff(
    null,
    'Recipients of one robot in a minute; those beyond come back as flow-controlled',
  ),
  robotParamBytesMax: count(15_000, 'Bytes of msgParam.'),
  robotMessageWindowMs: span(day, 'How long a robot message can be recalled or asked about'),
  webhookPerMinute: count(20, 'Messages of one custom robot in a minute.'),
  webhookWindowMs: span(minute, 'In what time the messages of a custom robot are counted'),
  webhookBanMs: span(10 * minute, 'How long a custom robot is mute once it was too fast'),
  webhookMonthlyCap: countOrOff(
    null,
    'Messages of one custom robot in a calendar month, as an administrator may set it',
  ),
  webhookBytesMax: count(20_000, 'Bytes of a webhook message.'),
  workBytesMax: count(2048, 'Bytes of the message of a work notification.'),
  workRecipientsMax: count(5000, 'Recipients of one work notification.'),
  workRecipientsPerMinute: count(5000, 'Recipients of an application in a minute.'),
  workOrgRecipientsPerMinute: countOrOff(null, 'Recipients of an organisation in a minute'),
  workPerPersonAndDay: count(500, 'Work notifications per application, person and day.'),
  workToAllPerDay: count(3, 'Work notifications to everybody in a day.'),
  workResultRecipientsMax: count(100, 'Recipients up to which getsendresult answers.'),
  workResultWindowMs: span(day, 'How long the result of a work notification can be asked for'),
  workRecallWindowMs: span(day, 'How long a work notification can be recalled'),
  todoExecutorsMax: count(1000, 'Executors of a to-do (100 are advised).'),
  calendarEventsPerDay: count(100, 'Events one person may create in a day.'),
  calendarAttendeesMax: count(500, 'Attendees of an event.'),
  calendarTokenMs: span(day, 'How long an x-client-token means the same request'),
  dingPerMinute: count(6000, 'DING messages of one robot in a minute.'),
  dingSmsAndPhonePerMonth: {
    standard: 100,
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'DING by SMS or phone that the organisation has bought for a month.',
    },
  },
  approvalTerminateAfterMs: span(
    15_000,
    'Time after its start in which nobody can end an approval',
  ),
  outTrackIdLengthMax: count(100, 'Characters of an outTrackId (100 on one page, 64 in an error).'),
  cardDeadlineMs: count(2000, 'Time for the answer to a card callback, in milliseconds.'),
  ackTimeoutMs: count(3000, 'Time for the acknowledgement of a push, in milliseconds.'),
  pingMs: count(25_000, 'Between two pings of the gateway, in milliseconds.'),
  ticketMs: count(90_000, 'Life of a gateway ticket, in milliseconds.'),
  halfOpenMs: span(
    60_000,
    'How long the gateway goes on pushing into a half-open connection before it notices (unpublished)',
  ),
  disconnectGraceMs: span(10_000, 'Between the disconnect frame and the end of the socket'),
  connectionTtlMs: count(6 * 60 * minute, 'Life of a Stream connection, in milliseconds.'),
};
