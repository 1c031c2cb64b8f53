// Contender: our transport with an empty handler, by batch or by event, values as bytes or decoded.
import 'reflect-metadata';
import { createCodec } from '@hub/avro';
import type { Outcome } from '@hub/core';
import { KafkaStrategy, OnBatch, OnEvent, Publisher, type RecordCodec } from '@hub/kafka';
import type { TopicName } from '@hub/schemas';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { benchCatalogue, neverParked } from '../bench-topic.js';
import { commitIntervalMs, contender, fetchWaitMs } from './contender.js';

const { order, counter } = contender();
const { brokers, groupId, mode, values } = order;
// The decorators take topics of the catalogue; a measurement has one of its own.
const topic = order.topic as TopicName;
const avro = createCodec();
const done: Outcome = { kind: 'done', outbound: [] };
let bytesDecoded = 0;

const codec: RecordCodec = {
  ...neverParked,
  encode: () => {
    throw new Error('a consumer of a measurement writes nothing');
  },
  decode: (_topic, bytes) => {
    bytesDecoded += bytes.length;
    return values === 'avro' ? avro.decode('kingdee.document.v1', bytes) : bytes;
  },
};

function count(events: number): void {
  const bytes = bytesDecoded;
  bytesDecoded = 0;
  counter.add(events, bytes);
}

@Controller()
class BatchController {
  @OnBatch(topic)
  onBatch(events: readonly unknown[]): Promise<readonly Outcome[]> {
    count(events.length);
    return Promise.resolve(new Array<Outcome>(events.length).fill(done));
  }
}

@Controller()
class EventController {
  @OnEvent(topic)
  onEvent(): Promise<Outcome> {
    count(1);
    return Promise.resolve(done);
  }
}

@Module({ controllers: [mode === 'batch' ? BatchController : EventController] })
class EmptyModule {}

const connection = { brokers, clientId: 'bench-ours' };
const publisher = new Publisher({ ...connection, codec, catalogue: benchCatalogue });
const strategy = new KafkaStrategy({
  ...{ ...connection, groupId, publisher, codec, catalogue: benchCatalogue },
  limits: { fetchWaitMs, commitIntervalMs },
});
const app = await NestFactory.createMicroservice(EmptyModule, { strategy, logger: ['error'] });
await app.listen();
