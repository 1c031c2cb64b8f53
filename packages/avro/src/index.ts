export { createCodec } from './codec.js';
export type { Codec, CodecOptions } from './codec.js';
export { lockedIds } from './schema-ids.js';
export type { IdentifiedSchema, SchemaIds } from './schema-ids.js';
