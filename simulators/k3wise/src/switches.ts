import type { SwitchBoard } from '@hub/simulator-kit';

/**
 * Behaviour of K3API that differs between sites, or that no published text settles.
 * A client must work whichever way a switch stands.
 */
export interface Switches {
  listLayout: 'data-data' | 'data-DATA' | 'data-pages' | 'data-array';
  listReferences: 'name' | 'number' | 'object';
  listHeadOnly: 'one-row-per-entry' | 'one-row-per-bill';
  listRowsMax: number;
  times: 'iso' | 'blank' | 'day';
  decimals: 'number' | 'text';
  rowFailureStatus: 200 | 201;
  auditDirection: number;
  tokenSeconds: number;
  tokenParameter: 'any-case' | 'as-documented';
  badTokenStatus: number;
}

export const switchBoard: SwitchBoard<Switches> = {
  listLayout: {
    standard: 'data-data',
    schema: {
      enum: ['data-data', 'data-DATA', 'data-pages', 'data-array'],
      description: 'Where GetList puts its rows: Data.Data, Data.DATA, Data.Page1, or Data itself.',
    },
  },
  listReferences: {
    standard: 'name',
    schema: {
      enum: ['name', 'number', 'object'],
      description: 'How GetList prints a reference: by name, by code, or as {FNumber,FName}.',
    },
  },
  listHeadOnly: {
    standard: 'one-row-per-entry',
    schema: {
      enum: ['one-row-per-entry', 'one-row-per-bill'],
      description: 'Rows of GetList when no field of the entry is asked for.',
    },
  },
  listRowsMax: {
    standard: 0,
    schema: {
      type: 'integer',
      minimum: 0,
      description: 'Most rows of a page whatever PageSize says; 0 for no limit.',
    },
  },
  times: {
    standard: 'iso',
    schema: {
      enum: ['iso', 'blank', 'day'],
      description: 'How days are printed: 2026-03-01T00:00:00, 2026-03-01 00:00:00, 2026-03-01.',
    },
  },
  decimals: {
    standard: 'number',
    schema: {
      enum: ['number', 'text'],
      description: 'Whether amounts are JSON numbers or texts.',
    },
  },
  rowFailureStatus: {
    standard: 200,
    schema: {
      enum: [200, 201],
      description:
        'StatusCode when the request was understood and the row refused; 201 says "Faild".',
    },
  },
  auditDirection: {
    standard: 1,
    schema: {
      type: 'integer',
      description: 'The FCheckDirection that audits; any other number takes the audit back.',
    },
  },
  tokenSeconds: {
    standard: 3600,
    schema: { type: 'integer', minimum: 1, description: 'Life of a token, in seconds.' },
  },
  tokenParameter: {
    standard: 'any-case',
    schema: {
      enum: ['any-case', 'as-documented'],
      description: 'Whether ?token= is taken as well as ?Token=.',
    },
  },
  badTokenStatus: {
    standard: 401,
    schema: {
      type: 'integer',
      description: 'StatusCode for a code or token that is not known or has run out.',
    },
  },
};
