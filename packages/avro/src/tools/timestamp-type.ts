import avsc from 'avsc';
import type { Type } from 'avsc';

/**
 * Avro's `timestamp-millis`, for checks only: to avsc a time and any other long are the same, to people they are not.
 *
 * The codec leaves it out, because a plain long is faster and has the same bytes.
 */
export class TimestampType extends avsc.types.LogicalType {
  protected override _toValue(value: unknown): unknown {
    return value;
  }

  protected override _fromValue(value: unknown): unknown {
    return value;
  }

  protected override _resolve(writer: Type): ((value: unknown) => unknown) | undefined {
    return writer instanceof TimestampType ? (value) => value : undefined;
  }
}
