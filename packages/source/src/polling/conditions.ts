import { fieldOf, finishedStatuses, type Mapping } from '../mapping/mapping.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import type { Position } from '../source.js';
import type { Condition } from './record-store.js';

/** Records of these organisations; no condition when none is named. */
export function ownedBy(mapping: Mapping, organisations: readonly string[]): readonly Condition[] {
  if (organisations.length === 0) return [];
  const { organisation } = mapping.fields;
  if (organisation === undefined) {
    throw wrongMapping(
      `form ${mapping.form}`,
      'organisations are asked for, but fields.organisation is not mapped; map it, so that no foreign record is read',
    );
  }
  const field = fieldOf(organisation);
  // A constant is compared when the record is read.
  if (field === null) return [];
  return [{ any: organisations.map((text) => ({ field, is: 'eq', value: { text } })) }];
}

/** Records whose time is at or behind a moment; at that very millisecond only those behind the id. */
export function behind(
  mapping: Mapping,
  modifiedFrom: number,
  afterId: string | null,
): readonly Condition[] {
  const { id, modifiedAt } = mapping.fields;
  const from: Condition = { field: modifiedAt, is: 'ge', value: { time: modifiedFrom } };
  if (afterId === null || afterId === '') return [from];
  // Systems keep times finer than a millisecond, so the moment is a stretch and never compared by eq.
  return [
    from,
    {
      any: [
        { field: modifiedAt, is: 'ge', value: { time: modifiedFrom + 1 } },
        { field: id, is: 'gt', value: { text: afterId } },
      ],
    },
  ];
}

/** Records up to a position, itself included. */
export function upTo(mapping: Mapping, until: Position | null): readonly Condition[] {
  if (until === null) return [];
  const { id, modifiedAt } = mapping.fields;
  const end: Condition = { field: modifiedAt, is: 'lt', value: { time: until.modifiedAt + 1 } };
  if (until.documentId === '') return [end];
  return [
    end,
    {
      any: [
        { field: modifiedAt, is: 'lt', value: { time: until.modifiedAt } },
        { field: id, is: 'le', value: { text: until.documentId } },
      ],
    },
  ];
}

export function unfinished(mapping: Mapping): readonly Condition[] {
  const field = fieldOf(mapping.fields.status);
  if (field === null) return [];
  return finishedStatuses(mapping).map((text) => ({ field, is: 'ne', value: { text } }));
}

export function behindId(mapping: Mapping, afterId: string | null): readonly Condition[] {
  if (afterId === null || afterId === '') return [];
  return [{ field: mapping.fields.id, is: 'gt', value: { text: afterId } }];
}
