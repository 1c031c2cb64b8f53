import type { z } from 'zod';

/** Fields of the tenant file that know where texts come from: variables of the environment, files of secrets. */
export interface ConfigFields {
  /** A text, in which `${NAME}` stands for a variable. */
  text(wanted: string): z.ZodType<string>;
  /** `{ file: name }` below the secrets folder. */
  secret(wanted: string): z.ZodType<string>;
  url(wanted: string): z.ZodType<string>;
  whole(min: number, max: number, wanted: string): z.ZodType<number>;
}
