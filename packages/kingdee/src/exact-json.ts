export { isRecord, parseExactJson, type Cell } from '@hub/core';
