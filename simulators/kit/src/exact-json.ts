declare global {
  interface JSON {
    /** JavaScript of 2026: text that `stringify` writes as it is. Not yet in the compiler's library. */
    rawJSON(text: string): RawJson;
  }
}

/** A number whose digits are written exactly as given. */
export interface RawJson {
  readonly rawJSON: string;
}

export type Json =
  null | string | number | boolean | RawJson | readonly Json[] | { readonly [key: string]: Json };

/** A decimal as JSON number, digit for digit: a float would lose cents of large sums. */
export function exactNumber(digits: string): RawJson {
  return JSON.rawJSON(digits);
}
