import { HubError, type Clock } from '@hub/core';
import type { Check, Finding, Source, Words } from '@hub/source';
import { documentFaults, type DocumentFaults, type Sample } from './document-faults.js';
import { bad, check, good } from './fault-words.js';

export interface Sampled {
  /** First part of the ids of the checks. */
  readonly id: string;
  readonly source: Pick<Source, 'changedSince'>;
  readonly forms: readonly string[];
  /** Numbers; empty for a system that knows none. */
  readonly organisations: readonly string[];
}

const dayMs = 86_400_000;
/** What was changed in the last week is looked at, and no more pages than this of a form. */
const sampleDays = 7;
const pagesMax = 3;
/** So many examples of a fault are shown. */
const shownMax = 5;

interface Question {
  readonly about: keyof DocumentFaults;
  readonly asks: Words;
  readonly fine: Words;
  readonly code: string;
  readonly found: (count: string) => Words;
  readonly remedy: Words;
}

const questions: readonly Question[] = [
  {
    about: 'malformed',
    asks: { zh: '单据可读', en: 'documents make sense' },
    fine: { zh: '全部读懂', en: 'all of them do' },
    code: 'DOCUMENT_MALFORMED',
    found: (count) => ({
      zh: `${count} 张单据读不懂；它们各自被搁置，其余照常`,
      en: `make no sense: ${count}; each is set aside alone, the others go on`,
    }),
    remedy: {
      zh: '在 ERP 中改正所列单据的字段；若整类单据都这样，改正表单文件中的字段',
      en: 'mend the field of the document in the ERP; if all of a form are so, correct its form file',
    },
  },
  {
    about: 'future',
    asks: { zh: '修改时间', en: 'times of change' },
    fine: { zh: '没有将来的时间', en: 'none lies in the future' },
    code: 'DOCUMENT_FUTURE',
    found: (count) => ({
      zh: `${count} 张单据的修改时间在将来`,
      en: `changed in the future: ${count}`,
    }),
    remedy: {
      zh: '校准 ERP 服务器的时钟，核对 utcOffsetMinutes 与服务器所在时区，再在 ERP 中重新保存这些单据',
      en: "set the ERP server's clock, check utcOffsetMinutes against its time zone, then save these documents again in the ERP",
    },
  },
  {
    about: 'outOfRange',
    asks: { zh: '金额范围', en: 'amounts' },
    fine: { zh: '都能精确表示', en: 'all can be kept exactly' },
    code: 'DOCUMENT_AMOUNT_RANGE',
    found: (count) => ({
      zh: `${count} 个金额超出精确范围（整数 18 位，小数 10 位）；这些单据被搁置，绝不四舍五入`,
      en: `beyond the exact range of 18 digits and 10 decimals: ${count}; these documents are set aside, nothing is rounded`,
    }),
    remedy: {
      zh: '在 ERP 中核对并改正这些金额，多半是误录或单位弄错',
      en: 'check and correct these amounts in the ERP; most likely a slip or a wrong unit',
    },
  },
  {
    about: 'twice',
    asks: { zh: '单据编号', en: 'document numbers' },
    fine: { zh: '没有重复', en: 'none is used twice' },
    code: 'DOCUMENT_NUMBER_TWICE',
    found: (count) => ({
      zh: `${count} 个编号被两张单据使用；集线器按内码区分它们，人却分不清`,
      en: `numbers on two documents: ${count}; the hub tells them apart by id, people cannot`,
    }),
    remedy: {
      zh: '在 ERP 中给其中一张重新编号，并检查编码规则是否允许重复',
      en: 'give one of them another number in the ERP, and see whether its numbering rule allows duplicates',
    },
  },
];

/** Reads the newest documents once and asks what is wrong with them; a form that is refused is left to the source's own checks. */
export function documentChecks(sampled: Sampled, clock: Clock): readonly Check[] {
  let reading: Promise<readonly Sample[]> | null = null;
  const samples = (): Promise<readonly Sample[]> =>
    (reading ??= readSamples(sampled, clock.now() - sampleDays * dayMs));
  return [
    check(`${sampled.id}.documents`, { zh: '近期单据', en: 'newest documents' }, async () =>
      counted(await samples()),
    ),
    ...questions.map((question) =>
      check(`${sampled.id}.documents.${question.about}`, question.asks, async () =>
        answerTo(question, documentFaults(await samples(), clock.now())),
      ),
    ),
  ];
}

function counted(samples: readonly Sample[]): Finding {
  const sizes = samples.map(({ form, documents, malformed }) => {
    return `${form} ${String(documents.length + malformed.length)}`;
  });
  const text = sizes.join(', ');
  const days = String(sampleDays);
  return good({
    zh: `最近 ${days} 天修改过的\n${text}`,
    en: `changed in the last ${days} days\n${text}`,
  });
}

function answerTo({ about, fine, code, found, remedy }: Question, faults: DocumentFaults): Finding {
  const lines = faults[about];
  if (lines.length === 0) return good(fine);
  const { zh, en } = found(String(lines.length));
  const shown = lines.slice(0, shownMax);
  const evidence = [...shown, ...(lines.length > shownMax ? ['…'] : [])].join('\n');
  return bad(code, { zh: `${zh}\n${evidence}`, en: `${en}\n${evidence}` }, remedy);
}

/** @throws HubError when not one form can be read */
async function readSamples(
  { source, forms, organisations }: Sampled,
  modifiedFrom: number,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  const faults: HubError[] = [];
  for (const form of forms) {
    try {
      samples.push(await readSample({ source, form, organisations, modifiedFrom }));
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      faults.push(error);
    }
  }
  const [fault] = faults;
  if (samples.length === 0 && fault !== undefined) throw fault;
  return samples;
}

async function readSample(of: {
  readonly source: Pick<Source, 'changedSince'>;
  readonly form: string;
  readonly organisations: readonly string[];
  readonly modifiedFrom: number;
}): Promise<Sample> {
  const { source, form, organisations } = of;
  const sample = {
    form,
    documents: [] as Sample['documents'][number][],
    malformed: [] as Sample['malformed'][number][],
  };
  let from = { modifiedFrom: of.modifiedFrom, afterId: null as string | null };
  for (let page = 1; page <= pagesMax; page += 1) {
    const read = await source.changedSince({ form, organisations, ...from, until: null });
    sample.documents.push(...read.documents);
    sample.malformed.push(...read.malformed);
    if (read.next === null) break;
    from = { modifiedFrom: read.next.modifiedAt, afterId: read.next.documentId };
  }
  return sample;
}
