import assert from 'node:assert/strict';
import { it } from 'node:test';

import { answers } from '../process/free-port.js';
import { startPostgres } from './start-postgres.js';

it('a PostgreSQL answers on its own port until it is stopped, whoever we are', async () => {
  const postgres = await startPostgres({ log: () => undefined });
  const { hostname, port, username } = new URL(postgres.url);
  const up = await answers(hostname, Number(port), 20_000);
  await postgres.stop();
  await postgres.stop();
  const down = await answers(hostname, Number(port), 20_000);
  assert.deepEqual([up, down, username], [true, false, 'postgres']);
});
