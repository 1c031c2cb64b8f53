/** Any text, or a test of one character. */
type Part = '%' | ((char: string) => boolean);

/** `%` any text, `_` one character, `[…]` one of a set where the database has sets. */
const withSets = /\[[^\]]+\]|[^]/g;
const withoutSets = /[^]/g;

/**
 * Reads a LIKE pattern; letters match in any case.
 *
 * It goes back to the last `%` only, so the time is at most that of text times pattern. As a regular expression a
 * pattern of a few `%` would keep the server busy for hours with one long text.
 */
export function likeTest(pattern: string, { sets }: { sets: boolean }): (text: string) => boolean {
  const pieces = pattern.toLowerCase().match(sets ? withSets : withoutSets) ?? [];
  const parts = pieces.map(partOf);
  return (text) => matches(parts, text.toLowerCase());
}

function partOf(piece: string): Part {
  if (piece === '%') return '%';
  if (piece === '_') return () => true;
  return piece.length === 1 ? (char) => char === piece : oneOf(piece.slice(1, -1));
}

/** `abc`, `a-f`, `^abc`. A range that runs backwards holds nothing. */
function oneOf(set: string): (char: string) => boolean {
  const excluded = set.length > 1 && set.startsWith('^');
  const ranges = (excluded ? set.slice(1) : set).match(/[^]-[^]|[^]/g) ?? [];
  return (char) =>
    ranges.some((range) => char >= range.charAt(0) && char <= range.charAt(range.length - 1)) !==
    excluded;
}

function matches(parts: readonly Part[], text: string): boolean {
  let [at, part] = [0, 0];
  /** The part behind the last `%`, and where in the text it is tried next. */
  let again: { readonly part: number; readonly at: number } | undefined;
  while (at < text.length) {
    const wanted = parts[part];
    if (wanted === '%') {
      part += 1;
      again = { part, at };
    } else if (wanted?.(text.charAt(at)) === true) {
      part += 1;
      at += 1;
    } else if (again === undefined) {
      return false;
    } else {
      again = { part: again.part, at: again.at + 1 };
      ({ part, at } = again);
    }
  }
  return parts.slice(part).every((rest) => rest === '%');
}
