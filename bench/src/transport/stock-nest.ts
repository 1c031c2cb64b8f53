// Contender: Nest's own Kafka transport with an empty handler. Values that begin with byte 0 stay Buffers there.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Transport, type KafkaOptions } from '@nestjs/microservices';
import { contender, fetchWaitMs } from './contender.js';

const { order, counter } = contender();
const { brokers, topic, groupId } = order;

@Controller()
class EmptyController {
  @EventPattern(topic)
  onEvent(value: object): void {
    counter.add(1, (value as Buffer).length);
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

const app = await NestFactory.createMicroservice<KafkaOptions>(EmptyModule, {
  transport: Transport.KAFKA,
  logger: ['error'],
  options: {
    postfixId: '',
    client: { brokers: [...brokers], clientId: 'bench-stock' },
    consumer: { groupId, maxWaitTimeInMs: fetchWaitMs },
    subscribe: { fromBeginning: true },
  },
});
await app.listen();
