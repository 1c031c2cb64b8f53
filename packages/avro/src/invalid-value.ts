import type { Type } from 'avsc';
import { HubError, messageOf } from '@hub/core';
import { DecimalType } from './decimal-type.js';

/** Says which field of a value its schema refuses, and why. The value itself is not repeated: it may be personal. */
export function invalidValue(schema: string, type: Type, value: unknown, cause: unknown): HubError {
  let found: string | undefined;
  type.isValid(value, {
    errorHook: (path: string[], any: unknown, refusing: Type) => {
      found ??= `${path.join('.') || '(the value)'} ${reason(refusing, any)}`;
    },
  });
  return new HubError('AVRO_INVALID_VALUE', `${schema}: ${found ?? messageOf(cause)}`, { cause });
}

function reason(type: Type, value: unknown): string {
  if (type instanceof DecimalType) return type.problemOf(value) ?? 'is refused';
  const found = value === null ? 'null' : typeof value;
  if (type.typeName === 'enum' && found === 'string') return 'is not a symbol of its enum';
  if ((type.typeName === 'int' || type.typeName === 'long') && found === 'number') {
    return `is not a whole number that fits ${type.typeName}`;
  }
  return `should be ${wanted(type)}, found ${found}`;
}

function wanted(type: Type): string {
  return type.name ?? type.typeName.replace('union:unwrapped', 'null or a value of its type');
}
