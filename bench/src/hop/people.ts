import { waitFor } from '@hub/cli';
import { TopicTable } from '@hub/kafka';
import type { ErpPerson } from '@hub/schemas';

/** The subsidiary whose people hear of the measured documents. */
export const tenant = 'huadong';

/** Waits until the hub itself has found out who is who; returns people who have accounts in both systems. */
export async function awaitPeople(brokers: readonly string[]): Promise<readonly ErpPerson[]> {
  const table = new TopicTable({ brokers, clientId: 'bench', topic: 'hub.directory.v1' });
  await table.start();
  try {
    return await waitFor('people of the directory', async () => {
      await table.catchUp();
      const people = [...table.values()].flatMap((person) => {
        const { active, erpUserId: userId, name } = person;
        return person.tenant === tenant && active && userId !== null ? [{ userId, name }] : [];
      });
      return people.length > 0 && people;
    });
  } finally {
    await table.close();
  }
}
