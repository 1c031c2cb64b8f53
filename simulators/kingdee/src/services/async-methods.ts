import type { Json } from '../protocol/json.js';
import type { SessionCall, SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { textOf } from '../text.js';
import { flag } from './flag.js';

/** Asks how a call in query mode goes. */
export const queryAsyncResult: SessionMethod = {
  kind: 'session',
  name: 'QueryAsyncResult',
  parameters: ['queryInfo'],
  errors: 'object',
  handle: ({ server, session, arguments: [queryInfo] }: SessionCall): Json => {
    const info = asObject(queryInfo);
    return server.asyncCalls.poll(
      textOf(info['TaskId']),
      session.id,
      flag(info['Cancelled'], false),
    );
  },
};
