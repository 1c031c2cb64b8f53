import type { Admin } from 'kafkajs';
import type { Connection } from '../client/create-client.js';
import { createClient } from '../client/create-client.js';

/** Runs one task with a connection of its own; kept ones go stale when brokers come and go, and tasks are rare. */
export async function withAdmin<Result>(
  connection: Connection,
  task: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = createClient(connection, {
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 6 },
  }).admin();
  try {
    await admin.connect();
    return await task(admin);
  } finally {
    await admin.disconnect();
  }
}
