/**
 * A small service for the test of an orderly stop: joins a group, handles slowly, says on standard output what it has
 * handled. `node drain-program.js <brokers> <topic> <group>`
 */
import 'reflect-metadata';
import type { Outcome } from '@hub/core';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { KafkaStrategy } from '../nest/kafka-strategy.js';
import { Publisher } from '../producer/publisher.js';
import type { TestEvent } from './json-contract.js';
import { jsonCodec, testCatalogue } from './json-contract.js';
import { done, work } from './rig.js';

@Module({})
class EmptyModule {}

const [brokers = '', topic = '', groupId = ''] = process.argv.slice(2);
const connection = { brokers: brokers.split(','), clientId: 'drain-program' };
const contract = { codec: jsonCodec, catalogue: testCatalogue };
const publisher = new Publisher({ ...connection, ...contract });
const strategy = new KafkaStrategy({ ...connection, ...contract, groupId, publisher });

const handle = async ({ n }: TestEvent): Promise<Outcome> => {
  await work(20);
  process.stdout.write(`${String(n)}\n`);
  return done;
};
strategy.addHandler(topic, handle as never, true, { mode: 'event' });

const app = await NestFactory.createMicroservice(EmptyModule, { strategy, logger: false });
app.enableShutdownHooks();
await app.listen();
