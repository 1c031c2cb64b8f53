import { parkedTable, topicTable } from './generated/topics.js';
import type { TopicName, TopicValues } from './generated/topics.js';
import type { Command } from './generated/hub.command.v1.js';
import type { Topic } from './topic.js';

/** The catalogue: code, docs and deployment read the topics from here. */
export const topics: Readonly<Record<TopicName, Topic>> = topicTable;

/** Every topic that must exist, parked ones included, in the order of the catalogue. */
export function allTopics(): readonly Topic[] {
  return Object.values(topics).flatMap((topic) =>
    topic.parked ? [topic, parkedOf(topic)] : [topic],
  );
}

/**
 * The name of the topic where messages of a topic are set aside.
 *
 * @throws Error when the catalogue says that nothing of this topic is ever parked.
 */
export function parkedTopic(name: TopicName): string {
  const topic = topics[name];
  if (!topic.parked)
    throw new Error(`topic ${name} has no parked topic; see parked in schemas/topics.json`);
  return parkedOf(topic).name;
}

/**
 * The record key of a value: its key fields joined by `/`, with `/` and `%` inside a part written as %2F and %25.
 *
 * A command to a group is keyed by the group, `tenant/GROUP/name`: what a group is told stays in order, whatever bills it
 * is about.
 */
export function keyOf<T extends TopicName>(topic: T, value: TopicValues[T]): string {
  const fields = value as unknown as Readonly<Record<string, unknown>>;
  const group = topic === 'hub.command.v1' ? groupOf(fields) : undefined;
  const parts =
    group === undefined
      ? topics[topic].key.map((part) => [part, fields[part]] as const)
      : Object.entries({ tenant: fields['tenant'], channel: 'GROUP', group });
  return parts.map(([part, text]) => keyPart(text, part, topic)).join('/');
}

function groupOf({ channel, recipients }: Partial<Command>): string | undefined {
  return channel === 'GROUP' ? recipients?.[0]?.userId : undefined;
}

/** The parts that `keyOf` joined, in order. */
export function partsOfKey(key: string): string[] {
  return key.split('/').map((part) => part.replaceAll('%2F', '/').replaceAll('%25', '%'));
}

function keyPart(text: unknown, part: string, topic: string): string {
  if (typeof text !== 'string')
    throw new Error(`key part ${part} of ${topic} is missing in the value`);
  return text.replaceAll('%', '%25').replaceAll('/', '%2F');
}

function parkedOf(topic: Topic): Topic {
  return {
    name: `${topic.name}${parkedTable.suffix}`,
    schema: 'hub.parked.v1',
    key: topic.key,
    partitions: parkedTable.partitions,
    retentionMs: parkedTable.retentionMs,
    compacted: false,
    parked: false,
    says: `set aside from ${topic.name}, with the reason`,
  };
}
