// Contender: Nest's own Kafka transport with an empty handler.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventPattern, Transport, type KafkaOptions } from '@nestjs/microservices';
import { Counter, readOrder } from './contender.js';

const { brokers, topic, groupId, wanted } = readOrder();
const counter = new Counter(wanted);

@Controller()
class EmptyController {
  @EventPattern<string>(topic)
  onEvent(value: Buffer): void {
    counter.add(1, value.length);
  }
}

@Module({ controllers: [EmptyController] })
class EmptyModule {}

const app = await NestFactory.createMicroservice<KafkaOptions>(EmptyModule, {
  transport: Transport.KAFKA,
  logger: ['error'],
  options: {
    postfixId: '',
    client: { brokers, clientId: 'bench-stock' },
    consumer: { groupId, maxWaitTimeInMs: 200 },
    subscribe: { fromBeginning: true },
  },
});
await app.listen();
