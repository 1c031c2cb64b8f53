import type { Topic } from '@hub/schemas';
import { allTopics } from '@hub/schemas';
import type { Admin } from 'kafkajs';
import kafkajs from 'kafkajs';
import { withAdmin } from './with-admin.js';

/** How a topic at the brokers is not as the catalogue says. */
export interface TopicDifference {
  readonly topic: string;
  readonly kind: 'missing' | 'partitions' | 'cleanup';
  /** In a line, with what was found and what should be. */
  readonly says: string;
}

/** Compares the topics at the brokers with the catalogue; creates and changes nothing. Empty when all is right. */
export async function topicDifferences(
  brokers: readonly string[],
  topics: readonly Topic[] = allTopics(),
): Promise<readonly TopicDifference[]> {
  return withAdmin({ brokers, clientId: 'hub.topics' }, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    const there = topics.filter(({ name }) => existing.has(name));
    return [
      ...missing.map(({ name }): TopicDifference => {
        return { topic: name, kind: 'missing', says: `${name} is missing` };
      }),
      ...(await differencesOf(admin, there)),
    ];
  });
}

/** The same for topics that are known to be there, perhaps since a moment ago. */
export async function differencesOf(
  admin: Admin,
  topics: readonly Topic[],
): Promise<readonly TopicDifference[]> {
  const partitions = await partitionCounts(admin, topics);
  const policies = await cleanupPolicies(admin, topics);
  return topics.flatMap((topic) => [
    ...partitionDifference(topic, partitions.get(topic.name) ?? 0),
    ...policyDifference(topic, policies.get(topic.name)),
  ]);
}

function partitionDifference({ name, partitions }: Topic, found: number): TopicDifference[] {
  if (found === partitions) return [];
  const says = `${name} has ${String(found)} partitions instead of ${String(partitions)}`;
  return [{ topic: name, kind: 'partitions', says }];
}

function policyDifference({ name, compacted }: Topic, found = ''): TopicDifference[] {
  if (found.includes('compact') === compacted) return [];
  const says = `${name} has cleanup.policy ${found} and must ${compacted ? '' : 'not '}be compacted`;
  return [{ topic: name, kind: 'cleanup', says }];
}

async function partitionCounts(
  admin: Admin,
  topics: readonly Topic[],
): Promise<ReadonlyMap<string, number>> {
  // Without names kafkajs asks for all topics there are.
  if (topics.length === 0) return new Map();
  const { topics: found } = await admin.fetchTopicMetadata({
    topics: topics.map(({ name }) => name),
  });
  return new Map(found.map(({ name, partitions }) => [name, partitions.length]));
}

async function cleanupPolicies(
  admin: Admin,
  topics: readonly Topic[],
): Promise<ReadonlyMap<string, string>> {
  if (topics.length === 0) return new Map();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: ['cleanup.policy'],
    })),
  });
  return new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      configEntries[0]?.configValue ?? '',
    ]),
  );
}
