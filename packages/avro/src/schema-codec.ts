import type { Resolver, Type } from 'avsc';
import { HubError, messageOf } from '@hub/core';
import { avroType } from './avro-type.js';
import { boundsOf } from './bounds.js';
import { invalidValue } from './invalid-value.js';
import type { IdentifiedSchema, SchemaIds } from './schema-ids.js';

export interface CodecLimits {
  /** Longest encoded value, frame included, in bytes. */
  readonly bytesMax: number;
  /** Most array and map items in one value. */
  readonly itemsMax: number;
}

type Check = (bytes: Buffer, start: number) => void;

/** How values of one writer's version are read. */
interface Reading {
  readonly check: Check;
  /** Undefined when writer and reader are the same version. */
  readonly resolver: Resolver | undefined;
}

const magic = 0;
const headerBytes = 5;

/** Encodes and decodes values of one schema. */
export class SchemaCodec {
  private readonly type: Type;
  private readonly check: Check;
  private readonly readings = new Map<number, Reading>();

  constructor(
    private readonly newest: IdentifiedSchema,
    private readonly ids: SchemaIds,
    private readonly limits: CodecLimits,
    private readonly scratch: Scratch,
  ) {
    this.type = avroType(newest.json);
    this.check = boundsOf(this.type, limits.itemsMax);
  }

  encode(value: unknown): Buffer {
    let end: number;
    try {
      end = this.type.encode(value, this.scratch.bytes, headerBytes);
      // A negative answer is the number of bytes that were missing.
      if (end < 0 && this.scratch.growTo(this.scratch.bytes.length - end, this.limits.bytesMax)) {
        end = this.type.encode(value, this.scratch.bytes, headerBytes);
      }
    } catch (cause) {
      throw invalidValue(this.newest.name, this.type, value, cause);
    }
    if (end < 0 || end > this.limits.bytesMax) {
      throw this.fault(
        'AVRO_TOO_LARGE',
        `a value of more than ${String(this.limits.bytesMax)} bytes is not sent`,
      );
    }
    const bytes = this.scratch.bytes.subarray(0, end);
    bytes[0] = magic;
    bytes.writeInt32BE(this.newest.id, 1);
    this.proveReadable(bytes, value);
    return Buffer.from(bytes);
  }

  decode(bytes: Buffer): unknown {
    if (bytes.length > this.limits.bytesMax) {
      throw this.fault(
        'AVRO_TOO_LARGE',
        `${String(bytes.length)} bytes; at most ${String(this.limits.bytesMax)} are read`,
      );
    }
    if (bytes.length < headerBytes || bytes[0] !== magic) {
      throw this.fault(
        'AVRO_NOT_FRAMED',
        'a value starts with byte 0 and a four-byte schema id; the sender does not speak this format',
      );
    }
    const reading = this.readingOf(bytes.readInt32BE(1));
    try {
      reading.check(bytes, headerBytes);
      const read: { value: unknown; offset: number } = this.type.decode(
        bytes,
        headerBytes,
        reading.resolver,
      );
      if (read.offset !== bytes.length) throw new Error('the bytes and the value differ in length');
      return read.value;
    } catch (cause) {
      throw this.fault('AVRO_MALFORMED', messageOf(cause), cause);
    }
  }

  /** What is sent can be read: avsc writes some values, such as a long below -2^52, as other ones without a word. */
  private proveReadable(bytes: Buffer, value: unknown): void {
    try {
      this.check(bytes, headerBytes);
    } catch (cause) {
      throw invalidValue(this.newest.name, this.type, value, cause);
    }
  }

  private readingOf(id: number): Reading {
    const known = this.readings.get(id);
    if (known) return known;
    const reading = this.prepare(id);
    this.readings.set(id, reading);
    return reading;
  }

  private prepare(id: number): Reading {
    const writer = this.ids.byId(id);
    if (!writer) {
      throw this.fault(
        'AVRO_UNKNOWN_SCHEMA',
        `schema id ${String(id)} is not locked; bring readers up to date before writers`,
      );
    }
    if (writer.name !== this.newest.name) {
      throw this.fault(
        'AVRO_UNKNOWN_SCHEMA',
        `schema id ${String(id)} is ${writer.name}; it does not belong here`,
      );
    }
    if (id === this.newest.id) return { check: this.check, resolver: undefined };
    try {
      const type = avroType(writer.json);
      const check = boundsOf(type, this.limits.itemsMax);
      return { check, resolver: this.type.createResolver(type) };
    } catch (cause) {
      throw this.fault(
        'AVRO_UNKNOWN_SCHEMA',
        `schema id ${String(id)} cannot be read by this build (${messageOf(cause)})`,
        cause,
      );
    }
  }

  private fault(code: string, message: string, cause?: unknown): HubError {
    return new HubError(code, `${this.newest.name}: ${message}`, { cause });
  }
}

/** The buffer that values are encoded into before they are copied out; it grows to the longest value seen. */
export class Scratch {
  bytes: Buffer;

  constructor(bytes: number) {
    this.bytes = Buffer.allocUnsafe(bytes);
  }

  /** @returns false when that would be more than `bytesMax` */
  growTo(bytes: number, bytesMax: number): boolean {
    if (bytes > bytesMax) return false;
    this.bytes = Buffer.allocUnsafe(Math.min(bytesMax, Math.max(bytes, this.bytes.length * 2)));
    return true;
  }
}
