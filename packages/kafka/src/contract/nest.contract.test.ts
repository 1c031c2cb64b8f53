import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Outcome } from '@hub/core';
import { HubError, settle } from '@hub/core';
import type { KafkaPart } from '@hub/local';
import type { Document, TopicName } from '@hub/schemas';
import { eventually, testKafka, uniqueName } from '@hub/testkit';
import { Controller, Module } from '@nestjs/common';
import type { INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { BatchContext } from '../nest/contexts.js';
import { EventContext } from '../nest/contexts.js';
import { OnBatch, OnEvent } from '../nest/decorators.js';
import { KafkaStrategy } from '../nest/kafka-strategy.js';
import { jsonCodec, testCatalogue } from '../testing/json-contract.js';
import { Rig } from '../testing/rig.js';

const single = uniqueName('single') as TopicName;
const many = uniqueName('many') as TopicName;
const out = uniqueName('out');
const seen: string[] = [];
const contexts: unknown[] = [];

const echo = async (event: object): Promise<{ topic: string; value: object }[]> => {
  const { n } = event as { n: number };
  if (n === 1) throw new HubError('TEST_BAD', 'number one is bad');
  if (n === 2) throw new TypeError('number two is worse');
  return [{ topic: out, value: { ...event, text: 'echo' } }];
};

@Controller()
class EchoController {
  @OnEvent(single)
  onSingle(event: object, context: EventContext): Promise<Outcome> {
    seen.push(`single ${String((event as { n: number }).n)}`);
    const { topic, partition, offset, key, headers, attempt } = context;
    contexts.push({ topic, partition, offset, key, attempt, tenant: headers['tenant'] });
    if ((event as { n: number }).n === 3) throw new RangeError('thrown, not settled');
    return settle(echo, event);
  }

  @OnBatch(many)
  async onMany(events: readonly object[], context: BatchContext): Promise<readonly Outcome[]> {
    seen.push(`many ${String(context.size)}`);
    assert.ok(context.event(0) instanceof EventContext);
    return await Promise.all(events.map((event) => settle(echo, event)));
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

describe('a Nest application on a real broker', () => {
  let kafka: KafkaPart;
  let rig: Rig;
  let app: INestMicroservice;
  before(async () => {
    kafka = await testKafka();
    rig = new Rig(kafka.brokers);
    for (const topic of [single, `${single}.parked`, many, `${many}.parked`, out]) {
      await rig.createTopic(topic, 1);
    }
    const strategy = new KafkaStrategy({
      ...{ ...rig.connection, groupId: uniqueName('group'), publisher: rig.publisher },
      ...{ codec: jsonCodec, catalogue: testCatalogue },
    });
    app = await NestFactory.createMicroservice(EchoModule, { strategy, logger: false });
    await app.listen();
  });
  after(async () => {
    await app.close();
    await rig.close();
    await kafka.stop();
  });

  it('calls methods marked OnEvent, publishes what they return, keeps what they throw', async () => {
    const values = [0, 1, 2, 3].map((n) => ({ key: 'a/b/c', n, tenant: 'huadong' }));
    await rig.publisher.publish(values.map((value) => ({ topic: single, value })));
    await eventually(async () => {
      const parked = await rig.messages(`${single}.parked`);
      const codes = parked.map(({ value }) => jsonCodec.decodeParked(value ?? Buffer.alloc(0)));
      assert.deepEqual(
        codes.map(({ code, reason }) => `${code} ${reason}`),
        [
          'TEST_BAD number one is bad',
          'KAFKA_HANDLER_THREW TypeError: number two is worse',
          'KAFKA_HANDLER_THREW RangeError: thrown, not settled',
        ],
      );
    });
    const echoed = await rig.events(out);
    assert.deepEqual(echoed, [{ key: 'a/b/c', n: 0, tenant: 'huadong', text: 'echo' }]);
    assert.deepEqual(contexts[0], {
      ...{ topic: single, partition: 0, offset: '0', key: 'a/b/c', attempt: 1, tenant: 'huadong' },
    });
  });

  it('calls methods marked OnBatch with many at once', async () => {
    const values = [10, 1, 12].map((n) => ({ key: 'a/b/d', n }));
    await rig.publisher.publish(values.map((value) => ({ topic: many, value })));
    await eventually(async () => {
      assert.equal((await rig.messages(`${many}.parked`)).length, 1);
    });
    await eventually(async () => {
      const numbers = (await rig.events(out)).filter(({ key }) => key === 'a/b/d');
      assert.deepEqual(
        numbers.map(({ n }) => n),
        [10, 12],
      );
    });
    assert.ok(seen.includes('many 3'));
  });

  it('refuses to start without a handler, and with two for one topic', async () => {
    const strategyOf = (): KafkaStrategy =>
      new KafkaStrategy({
        ...{ ...rig.connection, groupId: uniqueName('group'), publisher: rig.publisher },
        ...{ codec: jsonCodec, catalogue: testCatalogue },
      });
    const listen = async (strategy: KafkaStrategy): Promise<unknown> =>
      await new Promise((resolve) => {
        strategy.listen(resolve);
      });
    const none = strategyOf();
    assert.equal(((await listen(none)) as HubError).code, 'KAFKA_NO_HANDLER');
    const two = strategyOf();
    for (const handler of [async () => undefined, async () => undefined]) {
      two.addHandler(single, handler as never, true, { mode: 'event' });
    }
    assert.equal(((await listen(two)) as HubError).code, 'KAFKA_TWO_HANDLERS');
  });

  it('lets a handler be written with the types of the catalogue', () => {
    class Typed {
      @OnEvent('kingdee.document.v1')
      async onDocument(event: Document, { key }: EventContext): Promise<Outcome> {
        await Promise.resolve([event.documentId, key]);
        return { kind: 'done', outbound: [] };
      }
    }
    assert.equal(typeof new Typed().onDocument, 'function');
  });
});
