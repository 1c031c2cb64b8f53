import type { FaultKind } from '@hub/simulator-kit';

/** Faults that answer an HTTP call instead of doing it. */
export const refusalKinds: readonly FaultKind[] = [
  {
    kind: 'status',
    description:
      'HTTP `status` (default 500) with the error body of v1.0, or `code` and `message`.',
  },
  { kind: 'busy', description: 'v1.0: HTTP 429 systemBusy. oapi: HTTP 200 with errcode -1.' },
  {
    kind: 'html',
    description:
      'The IP ban: a page of HTML (or `shape`: "json" for status 1111) with HTTP `status` (default 200).',
  },
  {
    kind: 'token-expired',
    description:
      'The access token of the call expires now; the call is refused as with a bad token.',
  },
  { kind: 'permission', description: 'The scope is not granted; `scope` names it.' },
  { kind: 'ip', description: 'The caller address is not in the list of the application.' },
  {
    kind: 'qps',
    description: 'QPS limit of the application: 403 QpsLimitForAppkeyAndApi, or sub_code 90018.',
  },
  {
    kind: 'qpm',
    description:
      'Limit per minute of the application: 403 QpmLimitForAppkeyAndApi, or sub_code 90018.',
  },
  {
    kind: 'suite-qps',
    description: 'QPS limit of an application of the market: 403 QpsLimitForSuitekeyAndOrgAndApi.',
  },
  { kind: 'api-qps', description: 'Limit of the platform: 403 QpsLimitForApi, or sub_code 90002.' },
  {
    kind: 'quota',
    description: 'Monthly quota of the organisation: 403 ApiCountLimitForOrg, or sub_code 90020.',
  },
  {
    kind: 'business',
    description:
      'A business error: v1.0 `status` (default 400), `code`, `message`; oapi `errcode`, `errmsg`, and `subCode` for errcode 15 of a remote service.',
  },
];

/** Faults that spoil the answer of an HTTP call after the work has been done. */
export const distortionKinds: readonly FaultKind[] = [
  {
    kind: 'slow',
    description:
      'The work is done at once, the answer comes `ms` milliseconds later (default 5000).',
  },
  { kind: 'drop', description: 'The work is done, then the connection is cut without an answer.' },
  {
    kind: 'half-json',
    description: 'The work is done; the answer is the first half of its JSON text.',
  },
  {
    kind: 'huge',
    description: 'The work is done; before the answer come `bytes` blanks (default 100 MB).',
  },
];

/** Faults inside calls; their target is the path or name of the call. */
const businessKinds: readonly FaultKind[] = [
  {
    kind: 'deliver-failure',
    description:
      'A delivery of a card fails inside HTTP 200; `errorMsg`, and `spaceId` to strike only one.',
  },
  {
    kind: 'update-failure',
    description: 'A change of a card is not made, which only `success` inside HTTP 200 says.',
  },
  {
    kind: 'flow-control',
    description:
      'batchSend reports `userIds` (default all) as flow-controlled and does not send to them.',
  },
  {
    kind: 'work-drop',
    description:
      'A work notification to `userIds` (default all) is dropped with `code` (default 143105); errcode stays 0.',
  },
];

/** Faults of the Stream gateway; their target is a topic, `/connect`, or `*`. */
const streamKinds: readonly FaultKind[] = [
  {
    kind: 'stream-handshake',
    description:
      'The WebSocket handshake is refused with HTTP `status` (default 503). Target /connect.',
  },
  {
    kind: 'stream-flap',
    description: 'A new connection is cut after `ms` milliseconds (default 0). Target /connect.',
  },
  {
    kind: 'stream-silent',
    description:
      'A new connection is half-open for `halfOpenMs`: no ping, nothing arrives, nothing is read, not closed. Target /connect.',
  },
  { kind: 'stream-lose', description: 'A push is lost on the way. Target: topic.' },
  {
    kind: 'stream-duplicate',
    description:
      'A push arrives twice, the second time with a new messageId, although acknowledged. Target: topic.',
  },
  {
    kind: 'stream-drop-ack',
    description: 'The acknowledgement of a push is lost on the way back. Target: topic.',
  },
  {
    kind: 'stream-delay',
    description: 'A push leaves `ms` milliseconds late (default 1000). Target: topic.',
  },
  {
    kind: 'stream-reorder',
    description:
      'A push leaves after the next one of the application, or after `ms` milliseconds (default 1000). Target: topic.',
  },
  {
    kind: 'stream-split',
    description:
      'A frame is sent in fragments with a pause of `ms` (default 50) between. Target: topic.',
  },
];

/** Faults of HTTP callbacks; their target is the event type, `robot`, `card`, or `*`. */
const callbackKinds: readonly FaultKind[] = [
  { kind: 'callback-lose', description: 'A call does not leave; it counts as failed.' },
  { kind: 'callback-delay', description: 'A call leaves `ms` milliseconds late (default 1000).' },
  { kind: 'callback-duplicate', description: 'A call is made twice, although it is answered.' },
  {
    kind: 'callback-drop-answer',
    description: 'The right answer is lost on the way back, so that an event comes again.',
  },
  { kind: 'callback-forge', description: 'A call is signed wrongly, as a stranger would.' },
];

export const faultKinds: readonly FaultKind[] = [
  ...refusalKinds,
  ...distortionKinds,
  ...businessKinds,
  ...streamKinds,
  ...callbackKinds,
];
