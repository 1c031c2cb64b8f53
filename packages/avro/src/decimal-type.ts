import avsc from 'avsc';
import type { Schema, Type } from 'avsc';
import { Decimal } from '@hub/core';
import { fromTwosComplement, toTwosComplement } from './twos-complement.js';

/**
 * Avro's `decimal` on `bytes`: an unscaled whole number, two's complement, most significant byte first.
 *
 * The scale is enforced exactly: nothing is ever rounded to fit.
 */
export class DecimalType extends avsc.types.LogicalType {
  readonly precision: number;
  readonly scale: number;

  constructor(schema: Schema, options?: unknown) {
    super(schema, options);
    const { precision, scale = 0 } = schema as { precision?: number; scale?: number };
    if (!avsc.Type.isType(this.underlyingType, 'bytes'))
      throw new Error('decimal must be on bytes');
    if (precision === undefined || !Number.isInteger(precision) || precision < 1) {
      throw new Error(`decimal needs a precision of 1 or more, found ${String(precision)}`);
    }
    if (!Number.isInteger(scale) || scale < 0 || scale > precision) {
      throw new Error(`the scale of a decimal is from 0 to its precision, found ${String(scale)}`);
    }
    this.precision = precision;
    this.scale = scale;
  }

  /** What forbids a value, in words; undefined when it fits. */
  problemOf(value: unknown): string | undefined {
    if (!(value instanceof Decimal)) return `expected a Decimal, found ${typeof value}`;
    const decimals = Math.max(0, value.c.length - 1 - value.e);
    if (decimals > this.scale) {
      return `has ${String(decimals)} decimals, at most ${String(this.scale)} fit; round it where that is right`;
    }
    const whole = value.e + 1;
    if (whole > this.precision - this.scale && !value.eq('0')) {
      return `has ${String(whole)} digits before the point, at most ${String(this.precision - this.scale)} fit`;
    }
    return undefined;
  }

  protected override _toValue(value: unknown): Buffer {
    const problem = this.problemOf(value);
    if (problem !== undefined) throw new Error(problem);
    const { c, e, s } = value as Decimal;
    const zeros = this.scale - (c.length - 1 - e);
    const unscaled = BigInt(c.join('') + '0'.repeat(zeros));
    return toTwosComplement(s < 0 ? -unscaled : unscaled);
  }

  protected override _fromValue(bytes: Buffer): Decimal {
    const unscaled = fromTwosComplement(bytes);
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
    if (digits.length > this.precision) {
      throw new Error(
        `a decimal of ${String(digits.length)} digits; at most ${String(this.precision)} fit`,
      );
    }
    const padded = digits.padStart(this.scale + 1, '0');
    const point = padded.length - this.scale;
    const sign = unscaled < 0n ? '-' : '';
    return new Decimal(`${sign}${padded.slice(0, point)}.${padded.slice(point)}0`);
  }

  protected override _resolve(writer: Type): ((bytes: Buffer) => Decimal) | undefined {
    const same =
      writer instanceof DecimalType &&
      writer.scale === this.scale &&
      writer.precision === this.precision;
    return same ? (value) => value as unknown as Decimal : undefined;
  }

  protected override _export(schema: Schema): void {
    Object.assign(schema, { precision: this.precision, scale: this.scale });
  }
}
