const byLanguage: Readonly<Record<string, number>> = { zh: 2052, 'zh-cn': 2052, 'zh-tw': 3076 };

/** The number by which titles of forms are kept for a language, e.g. zh-CN. */
export function lcidOf(language: string): number {
  return byLanguage[language.toLowerCase()] ?? 1033;
}
