import { z } from 'zod';
import { systemClock, type Clock } from '@hub/core';
import type { ConfigFields } from '../config-fields.js';
import type { Receiver, Source, SourceContext, SourceKind } from '../source.js';

/** Fields of a tenant file in which everything stands as it is. */
const plainFields: ConfigFields = {
  text: () => z.string().min(1),
  secret: () => z.string().min(1),
  url: () => z.url(),
  whole: (min, max) => z.int().min(min).max(max),
};

/** Settings as the tenant file would hold them, and what else a test wants to be different. */
interface Setting {
  readonly folder: string;
  readonly config: object;
  readonly context?: Partial<SourceContext>;
}

/** Real, but for the date: records of these tests are none of the future, whatever day it is. */
const clock: Clock = { ...systemClock, now: () => Date.UTC(2026, 10, 22) };

export function openSource(kind: SourceKind, setting: Setting): Source {
  if (kind.open === undefined) throw new Error(`${kind.kind} cannot be asked`);
  return kind.open(kind.config(plainFields).parse(setting.config), contextOf(setting));
}

export function openReceiver(kind: SourceKind, setting: Setting): Receiver {
  if (kind.receive === undefined) throw new Error(`${kind.kind} cannot be told`);
  return kind.receive(kind.config(plainFields).parse(setting.config), contextOf(setting));
}

function contextOf({ folder, context = {} }: Setting): SourceContext {
  return {
    tenant: 'huadong',
    name: 'erp',
    language: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    folder,
    clock,
    ...context,
  };
}
