import { createCodec, lockedIds } from '@hub/avro';
import { awaitBroker, topicDifferences, type TopicDifference } from '@hub/kafka';
import { allTopics } from '@hub/schemas';
import type { Finding, Words } from '@hub/source';
import { bad, check, good } from './fault-words.js';
import type { Section } from './report.js';

/** A broker that does not answer within this time does not answer; one on a busy machine takes a while. */
const answerWithinMs = 15_000;

export function kafkaSection(brokers: readonly string[]): Section {
  return {
    title: { zh: '消息', en: 'Kafka' },
    checks: [
      check('kafka.reach', { zh: '连接', en: 'connection' }, async () => {
        await awaitBroker(brokers, { timeoutMs: answerWithinMs });
        const addresses = brokers.join(', ');
        return good({ zh: `${addresses} 应答正常`, en: `${addresses} answers` });
      }),
      check('kafka.topics', { zh: '主题', en: 'topics' }, async () =>
        topicsFinding(await topicDifferences(brokers)),
      ),
      check('kafka.schemas', { zh: '消息格式编号', en: 'schema ids' }, () => schemasFinding()),
    ],
  };
}

function topicsFinding(differences: readonly TopicDifference[]): Finding {
  if (differences.length === 0) {
    const count = String(allTopics().length);
    return good({
      zh: `${count} 个主题齐全，分区和清理策略正确`,
      en: `${count} topics, with the right partitions and cleanup`,
    });
  }
  const missing = differences.filter(({ kind }) => kind === 'missing');
  const evidence = differences.map(({ says }) => says).join('\n');
  if (missing.length === differences.length) {
    return bad(
      'KAFKA_TOPIC_MISSING',
      {
        zh: `缺少 ${String(missing.length)} 个主题\n${evidence}`,
        en: `${String(missing.length)} topics are missing\n${evidence}`,
      },
      {
        zh: '运行 topics 任务创建（npm start 会自动创建）',
        en: 'run the topics job, which creates them (npm start does so by itself)',
      },
    );
  }
  return bad(
    'KAFKA_TOPIC_DIFFERS',
    {
      zh: `主题与目录不一致\n${evidence}`,
      en: `topics are not as the catalogue says\n${evidence}`,
    },
    {
      zh: '不会自动更改：若其中的消息不再需要，删除该主题后重新创建；否则新建下一版本的主题',
      en: 'nothing is changed by itself: delete the topic if its records are not needed and create it again, or make its next version',
    },
  );
}

/** The build knows an id for what it writes on every topic, and its codec can be made of them. */
function schemasFinding(): Finding {
  const ids = lockedIds();
  const unknown = allTopics().filter(({ schema }) => ids.newest(schema) === undefined);
  if (unknown.length > 0) {
    const names: Words = both(unknown.map(({ schema }) => schema).join(', '));
    return bad(
      'AVRO_UNKNOWN_SCHEMA',
      { zh: `没有编号的消息格式：${names.zh}`, en: `schemas without an id: ${names.en}` },
      {
        zh: '安装完整的版本；编号表是 schemas/ids.lock.json',
        en: 'install a whole build; the ids are in schemas/ids.lock.json',
      },
    );
  }
  createCodec();
  const count = String(new Set(allTopics().map(({ schema }) => schema)).size);
  return good({ zh: `${count} 种格式的编号一致`, en: `${count} schemas have their locked ids` });
}

function both(text: string): Words {
  return { zh: text, en: text };
}
