// Generated from schemas/avro and schemas/topics.json by `npm run generate`. Do not edit.

import type { Topic } from '../topic.js';
import type { Click } from './dingtalk.click.v1.js';
import type { Command } from './hub.command.v1.js';
import type { Decision } from './hub.decision.v1.js';
import type { Document } from './kingdee.document.v1.js';
import type { Hint } from './hub.hint.v1.js';
import type { Known } from './hub.known.v1.js';
import type { Person } from './hub.directory.v1.js';
import type { Quota } from './hub.quota.v1.js';
import type { Receipt } from './hub.receipt.v1.js';
import type { Send } from './hub.send.v1.js';
import type { Waiting } from './hub.waiting.v1.js';
import type { Watermark } from './hub.watermark.v1.js';

/** The value of each topic. */
export interface TopicValues {
  readonly 'kingdee.document.v1': Document;
  readonly 'hub.command.v1': Command;
  readonly 'hub.receipt.v1': Receipt;
  readonly 'hub.send.v1': Send;
  readonly 'dingtalk.click.v1': Click;
  readonly 'hub.decision.v1': Decision;
  readonly 'hub.directory.v1': Person;
  readonly 'hub.watermark.v1': Watermark;
  readonly 'hub.known.v1': Known;
  readonly 'hub.hint.v1': Hint;
  readonly 'hub.waiting.v1': Waiting;
  readonly 'hub.quota.v1': Quota;
}

export type TopicName = keyof TopicValues;

export const topicTable: Readonly<Record<TopicName, Topic>> = {
  'kingdee.document.v1': {
    name: 'kingdee.document.v1',
    schema: 'kingdee.document.v1',
    key: ['tenant', 'form', 'documentId'],
    partitions: 6,
    compacted: false,
    parked: true,
    says: 'a document reached a version',
    retentionMs: 2592000000,
  },
  'hub.command.v1': {
    name: 'hub.command.v1',
    schema: 'hub.command.v1',
    key: ['tenant', 'form', 'documentId'],
    partitions: 6,
    compacted: false,
    parked: true,
    says: 'tell these recipients this, by this channel, with these actions',
    retentionMs: 2592000000,
  },
  'hub.receipt.v1': {
    name: 'hub.receipt.v1',
    schema: 'hub.receipt.v1',
    key: ['tenant', 'form', 'documentId'],
    partitions: 6,
    compacted: false,
    parked: true,
    says: 'what became of a command, per recipient',
    retentionMs: 7776000000,
  },
  'hub.send.v1': {
    name: 'hub.send.v1',
    schema: 'hub.send.v1',
    key: ['tenant', 'form', 'documentId', 'commandId'],
    partitions: 6,
    compacted: true,
    parked: false,
    says: 'how far the sending of a command has come',
    retentionMs: 604800000,
  },
  'dingtalk.click.v1': {
    name: 'dingtalk.click.v1',
    schema: 'dingtalk.click.v1',
    key: ['tenant', 'form', 'documentId'],
    partitions: 6,
    compacted: false,
    parked: true,
    says: 'a person did this in DingTalk',
    retentionMs: 7776000000,
  },
  'hub.decision.v1': {
    name: 'hub.decision.v1',
    schema: 'hub.decision.v1',
    key: ['tenant', 'form', 'documentId', 'node'],
    partitions: 6,
    compacted: true,
    parked: true,
    says: 'intent, then outcome; the first decision of a node wins',
    retentionMs: 7776000000,
  },
  'hub.directory.v1': {
    name: 'hub.directory.v1',
    schema: 'hub.directory.v1',
    key: ['tenant', 'person'],
    partitions: 3,
    compacted: true,
    parked: false,
    says: 'who a person is in both systems',
    retentionMs: null,
  },
  'hub.watermark.v1': {
    name: 'hub.watermark.v1',
    schema: 'hub.watermark.v1',
    key: ['tenant', 'form'],
    partitions: 1,
    compacted: true,
    parked: false,
    says: 'how far ingest has read',
    retentionMs: null,
  },
  'hub.known.v1': {
    name: 'hub.known.v1',
    schema: 'hub.known.v1',
    key: ['tenant', 'form', 'documentId'],
    partitions: 6,
    compacted: true,
    parked: false,
    says: 'what ingest published last of a document',
    retentionMs: 7776000000,
  },
  'hub.hint.v1': {
    name: 'hub.hint.v1',
    schema: 'hub.hint.v1',
    key: ['account'],
    partitions: 12,
    compacted: false,
    parked: false,
    says: 'read this system early; who has the partition reads the account',
    retentionMs: 86400000,
  },
  'hub.waiting.v1': {
    name: 'hub.waiting.v1',
    schema: 'hub.waiting.v1',
    key: ['tenant', 'commandId'],
    partitions: 6,
    compacted: true,
    parked: false,
    says: 'a message that waits to be told together with others',
    retentionMs: null,
  },
  'hub.quota.v1': {
    name: 'hub.quota.v1',
    schema: 'hub.quota.v1',
    key: ['organisation', 'month', 'kind'],
    partitions: 1,
    compacted: true,
    parked: false,
    says: 'calls that were made in a month',
    retentionMs: 7776000000,
  },
};

/** What all parked topics have in common. */
export const parkedTable = { suffix: '.parked', partitions: 1, retentionMs: 2592000000 } as const;
