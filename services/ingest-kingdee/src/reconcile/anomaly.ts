import type { Document, Figure } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import { factEvent } from '../domain/document-event.js';
import type { TotalDifference } from './domain/control-totals.js';
import type { AnomalyKind, FormPass } from './form-pass.js';

export interface Anomaly {
  readonly tenant: string;
  readonly source: string;
  /** BCP 47, of the tenant. */
  readonly language: string;
  readonly kind: AnomalyKind;
  /** Tells this anomaly from others of its kind, so that it is told once. */
  readonly cause: string;
  readonly document: SourceDocument;
  readonly figures: Readonly<Record<string, Figure>>;
  readonly observedAt: number;
}

/** Longest note of a document, in characters. */
const noteMax = 500;

/** The event about an anomaly; what is wrong stands in its note, because no field of the document says it. */
export function anomalyEvent(anomaly: Anomaly): Document {
  const { tenant, source, language, kind, document, figures, observedAt } = anomaly;
  const { note } = document.summary;
  const said = wordsOf(kind, language);
  const text = note === null ? said : `${said} ${note}`;
  return factEvent({
    tenant,
    source,
    document: { ...document, summary: { ...document.summary, note: text.slice(0, noteMax) } },
    step: 'ANOMALY',
    fact: anomalyName(anomaly),
    figures,
    observedAt,
  });
}

/** What anomalies of one pass have in common. */
export function anomalyBase(
  { account, settings }: FormPass,
  tenant: string,
): Pick<Anomaly, 'tenant' | 'source' | 'language' | 'observedAt'> {
  return {
    tenant,
    source: account.name,
    language: settings.get(tenant)?.language ?? 'zh-CN',
    observedAt: account.clock.now(),
  };
}

/** E.g. `double:100186`; version of the event, and remembered as told. */
export function anomalyName({ kind, cause }: Pick<Anomaly, 'kind' | 'cause'>): string {
  return `${kind}:${cause}`;
}

/** A control total as the document that its anomaly is about. */
export function totalDocument(
  form: string,
  { organisation, currency, expected }: TotalDifference,
  now: number,
): SourceDocument {
  return {
    form,
    documentId: `totals/${organisation}/${currency}`,
    modifiedAt: now,
    step: 'UNKNOWN',
    departmentId: null,
    summary: {
      number: `${form} ${organisation} ${currency}`,
      title: form,
      amount: { amount: expected, currency },
      localAmount: null,
      counterparty: null,
      department: null,
      organisation,
      applicant: null,
      date: null,
      note: null,
    },
    people: {},
    dates: {},
    amounts: {},
    figures: {},
    lines: [],
  };
}

function wordsOf(kind: AnomalyKind, language: string): string {
  const words = said[kind];
  return language.startsWith('zh') ? words.zh : words.en;
}

const said: Readonly<Record<AnomalyKind, { readonly zh: string; readonly en: string }>> = {
  organisation: {
    zh: '【对账】单据的组织已变更，但修改时间未变。',
    en: '[Reconcile] The organisation of this document changed, its time of change did not.',
  },
  drifted: {
    zh: '【对账】单据的金额、往来单位或编号已变更，但修改时间未变。',
    en: '[Reconcile] Amount, counterparty or number of this document changed, its time of change did not.',
  },
  double: {
    zh: '【对账】同一组织内有另一张单据使用相同编号。',
    en: '[Reconcile] Another document of the same organisation has the same number.',
  },
  total: {
    zh: '【对账】系统的控制总额与单据合计不一致。',
    en: '[Reconcile] The control total of the system is not what its documents sum up to.',
  },
};
