/** A place a card can be delivered to, as named in `openSpaceId`. */
export interface OpenSpace {
  /** In upper case; callers write both. */
  readonly spaceType: string;
  readonly spaceId: string;
}

const prefix = /^dtv1\.card\/\//i;
const spaceTypes = ['IM_ROBOT', 'IM_GROUP', 'IM_SINGLE', 'ONE_BOX', 'CO_FEED'];

/**
 * Reads `dtv1.card//IM_ROBOT.<userId>;IM_GROUP.<openConversationId>`: the prefix stands once or before every space,
 * a semicolon may end the text. Returns undefined when it does not fit.
 */
export function parseOpenSpaceId(text: string): readonly OpenSpace[] | undefined {
  if (!prefix.test(text)) return undefined;
  const spaces = text
    .split(';')
    .map((part) => part.trim().replace(prefix, ''))
    .filter((part) => part !== '')
    .map(parseSpace);
  const known = spaces.filter((space) => space !== undefined);
  return known.length === spaces.length && known.length > 0 ? known : undefined;
}

function parseSpace(part: string): OpenSpace | undefined {
  const dot = part.indexOf('.');
  const spaceType = part.slice(0, dot).toUpperCase();
  const spaceId = part.slice(dot + 1);
  return dot > 0 && spaceId !== '' && spaceTypes.includes(spaceType)
    ? { spaceType, spaceId }
    : undefined;
}
