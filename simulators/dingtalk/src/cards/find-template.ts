import { readData } from '../data.js';
import type { Organisation } from '../organisation/organisation.js';
import type { CardTemplate } from './template.js';

/** Templates that DingTalk offers to everybody; the official Stream SDK for Python has their ids built in. */
const publicTemplates = new Map(
  (readData('public-card-templates') as CardTemplate[]).map((each) => [each.id, each]),
);

/** A template of the organisation, or a public one. */
export function findTemplate({ templates }: Organisation, id = ''): CardTemplate | undefined {
  return templates.get(id) ?? publicTemplates.get(id);
}
