/** In the two languages that administrators read. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What a fault means and how it is mended, for whoever looks after the system. */
export interface FaultWords {
  readonly fault: Words;
  readonly remedy: Words;
}

/** By code: what is wrong in Chinese and English, what to do in Chinese and English. */
export type FaultTable = Readonly<
  Record<string, readonly [zh: string, en: string, zhDo: string, enDo: string]>
>;

/**
 * Gives a package its way to the words of its faults.
 *
 * @param otherwise the code whose words stand for a code that has none yet
 */
export function faultWordsIn(
  table: FaultTable,
  otherwise: string,
): (code: string, detail: string) => FaultWords {
  const anything = table[otherwise] ?? ['', '', '', ''];
  return (code, detail) => {
    const [zh, en, zhDo, enDo] = table[code] ?? anything;
    const told = (text: string): string => (detail === '' ? text : `${text}\n${detail}`);
    return { fault: { zh: told(zh), en: told(en) }, remedy: { zh: zhDo, en: enDo } };
  };
}
