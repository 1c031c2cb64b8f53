import { standardOf, type JsonSchema, type SwitchBoard } from '@hub/simulator-kit';
import { limits, type Limits } from './settings/limits.js';
import { pushSettings, type PushSettings } from './settings/push.js';
import { switches, type Switches } from './settings/switches.js';

/** All that can be set while it runs: what the service takes, and how it answers where nobody knows for certain. */
export type Settings = Limits & Switches & PushSettings;

export const settingsBoard: SwitchBoard<Settings> = { ...limits, ...switches, ...pushSettings };

export function defaultSettings(): Settings {
  return standardOf(settingsBoard);
}

/** The JSON Schema of a change: any subset of the fields of a board. */
export function changeOf(board: object): JsonSchema {
  const entries = Object.entries(board as Record<string, { schema: JsonSchema }>);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])),
  };
}
