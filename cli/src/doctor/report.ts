import type { Check, Finding, Words } from '@hub/source';

/** Checks that belong together, in the order they are asked. */
export interface Section {
  readonly title: Words;
  readonly checks: readonly Check[];
  /** Lets go of what the checks share. */
  readonly close?: () => Promise<void>;
}

/** What became of one check; null when it could not be asked before something above it is mended. */
interface Answer {
  readonly id: string;
  readonly asks: Words;
  readonly finding: Finding | null;
}

export interface Examined {
  readonly title: Words;
  readonly answers: readonly Answer[];
}

export interface Count {
  readonly fine: number;
  readonly wrong: number;
  readonly notAsked: number;
}

/** After these the rest of a section would only say the same again, each after its own time-out. */
const endsSection =
  /_(UNREACHABLE|TLS|TIMEOUT|URL|FORM_FILE|LOGIN_REFUSED|KEY_WRONG|USER_REFUSED|ADDRESS_REFUSED|ACCOUNT_UNKNOWN|CREDENTIALS|LICENCE)$/;
/** Whoever is not let in is told nothing else; of documents that cannot be read nothing can be said. */
const entrance = /\.(login|token|documents)$/;
/** No form can be read by a version that lacks this call. */
const basis = /\bQueryBusinessInfo\b/;

/** Asks one after another, because an ERP dislikes bursts. */
export async function examine({ title, checks, close }: Section): Promise<Examined> {
  const answers: Answer[] = [];
  let ended = false;
  try {
    for (const each of checks) {
      const finding: Finding | null = ended ? null : await each.run();
      ended ||= finding?.ok === false && endsWith(finding, each.id);
      answers.push({ id: each.id, asks: each.asks, finding });
    }
  } finally {
    await close?.();
  }
  return { title, answers };
}

function endsWith({ code, found }: Finding, id: string): boolean {
  if (endsSection.test(code ?? '') || entrance.test(id)) return true;
  return code === 'KINGDEE_VERSION_OLD' && basis.test(found.en);
}

export function countOf(sections: readonly Examined[]): Count {
  const findings = sections.flatMap(({ answers }) => answers.map(({ finding }) => finding));
  return {
    fine: findings.filter((finding) => finding?.ok === true).length,
    wrong: findings.filter((finding) => finding?.ok === false).length,
    notAsked: findings.filter((finding) => finding === null).length,
  };
}
