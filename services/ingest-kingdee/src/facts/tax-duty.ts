import type { SourceDocument } from '@hub/source';
import { factEvent } from '../domain/document-event.js';
import type { Duty } from '../duty.js';
import type { AccountScope } from '../ports.js';
import type { Calendar } from './domain/tax-deadline.js';
import { taxFilings, type Filing } from './domain/tax-facts.js';
import { calendarOf, statutoryHolidays } from './statutory-holidays.js';
import type { TaxSetting, TenantFacts } from './tenant-facts.js';
import { Told } from './told.js';
import type { Watches } from './watches.js';

/** Filings are no documents of the ERP; this is the form that rules know them by. */
const taxForm = 'TAX_FILING';

export type TaxAccount = Pick<AccountScope, 'known' | 'publish' | 'clock' | 'log' | 'name'>;

/** Announces the last days for filing taxes; it asks no system. */
export function taxDuty(
  account: TaxAccount,
  tenant: TenantFacts,
  rules: readonly TaxSetting[],
  watches: Watches,
): Duty | null {
  const [first] = rules;
  if (first === undefined) return null;
  const holidays = statutoryHolidays((year) => {
    account.log.warn(
      { tenant: tenant.tenant, code: 'INGEST_CALENDAR_YEAR', year },
      `the statutory holidays of ${String(year)} are not known, so only weekends move the last day for filing: bring the package chinese-days up to date`,
    );
  });
  return {
    name: `facts tax-filing ${tenant.tenant}`,
    intervalMs: Math.min(...rules.map(({ everyMs }) => everyMs)),
    run: async () => {
      for (const rule of rules) await announce(account, tenant, { rule, holidays, watches });
    },
  };
}

async function announce(
  account: TaxAccount,
  { tenant, language, timeZone }: TenantFacts,
  { rule, holidays, watches }: Announcing,
): Promise<void> {
  const now = account.clock.now();
  const filings = taxFilings({
    rule,
    known: (documentId) => account.known.get(tenant, taxForm, documentId)?.facts ?? [],
    calendar: calendarOf(rule.calendar, holidays),
    now,
    timeZone,
    watchedSince: await watches.since(tenant, `facts:tax-filing:${rule.name}`),
  });
  const told = new Told();
  for (const filing of filings) {
    const { fact, facts } = filing;
    if (fact === null) continue;
    const event = factEvent({
      tenant,
      source: account.name,
      document: documentOf(filing, rule, language),
      step: fact.step,
      fact: fact.version,
      figures: fact.figures,
      observedAt: now,
      backfill: fact.history,
    });
    told.add(event, facts);
  }
  await account.publish(told.events, told.remember);
}

interface Announcing {
  readonly rule: TaxSetting;
  readonly holidays: Calendar;
  readonly watches: Watches;
}

function documentOf(
  { documentId, period, due }: Filing,
  { name }: TaxSetting,
  language: string,
): SourceDocument {
  return {
    form: taxForm,
    documentId,
    // The same for everybody who finds this filing: it was made by the calendar.
    modifiedAt: due,
    step: 'DUE_SOON',
    departmentId: null,
    summary: {
      number: `${name} ${period}`,
      title: titles[language] ?? titles['en'] ?? '',
      amount: null,
      localAmount: null,
      counterparty: null,
      department: null,
      organisation: null,
      applicant: null,
      date: due,
      note: null,
    },
    people: {},
    dates: { due },
    amounts: {},
    figures: {},
    lines: [],
  };
}

const titles: Readonly<Record<string, string>> = {
  'zh-CN': '纳税申报',
  'zh-TW': '納稅申報',
  en: 'Tax filing',
  ja: '納税申告',
  vi: 'Khai thuế',
};
