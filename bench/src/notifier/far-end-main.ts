// A program: an API whose limits are sliding logs, at the end of a long way. It says where it listens, then serves.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { slotMs, type Seen } from './recovery.js';
import { SlidingLog, type FarLimit, type KeyCount } from './sliding-log.js';

let limit: FarLimit = { calls: Infinity, windowMs: 1_000, banMs: 0 };
let logs = new Map<string, SlidingLog>();
let byProcess: Record<string, number> = {};
let series: [number, number][] = [];
let since = performance.now();
let state = 20_261_122;

function chance(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

/** One way through the Internet: 5 to 40 ms, one in a hundred 100 to 300 ms. */
function oneWayMs(): number {
  return chance() < 0.01 ? 100 + chance() * 200 : 5 + chance() * 35;
}

function arrive(key: string, process: string): boolean {
  const now = performance.now();
  let log = logs.get(key);
  if (log === undefined) logs.set(key, (log = new SlidingLog()));
  const accepted = log.arrive(now, limit);
  byProcess[process] = (byProcess[process] ?? 0) + 1;
  const slot = Math.floor((now - since) / slotMs);
  for (let next = series.length; next <= slot; next += 1) series.push([0, 0]);
  const counted = series[slot];
  if (counted !== undefined) counted[accepted ? 0 : 1] += 1;
  return accepted;
}

function seen(): Seen {
  const counts: readonly KeyCount[] = [...logs.values()].map((log) => log.count(limit));
  const sum = (of: (count: KeyCount) => number): number =>
    counts.reduce((total, count) => total + of(count), 0);
  return {
    accepted: sum(({ accepted }) => accepted),
    rejected: sum(({ rejected }) => rejected),
    bans: sum(({ bans }) => bans),
    share: sum(({ share }) => share) / Math.max(1, counts.length),
    shareMin: Math.min(...counts.map(({ share }) => share)),
    byProcess,
    series,
  };
}

function setUp(to: FarLimit): void {
  limit = to;
  logs = new Map();
  byProcess = {};
  series = [];
  since = performance.now();
}

function serve(request: IncomingMessage, response: ServerResponse): void {
  const [, kind = '', ...rest] = (request.url ?? '').split('/');
  const numbers = rest.map(Number);
  const asked: FarLimit = {
    calls: numbers[0] ?? 1,
    windowMs: numbers[1] ?? 1_000,
    banMs: numbers[2] ?? 0,
  };
  if (kind === 'call') {
    const [key = '', process = ''] = rest;
    setTimeout(() => {
      const status = arrive(key, process) ? 200 : 429;
      setTimeout(() => response.writeHead(status, { 'content-length': 0 }).end(), oneWayMs());
    }, oneWayMs());
    return;
  }
  if (kind === 'set-up') setUp(asked);
  if (kind === 'limit') limit = asked;
  response.end(JSON.stringify(kind === 'seen' ? seen() : {}));
}

const server = createServer({ keepAliveTimeout: 60_000 }, serve);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
