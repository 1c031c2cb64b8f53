import { join } from 'node:path';
import { systemClock } from '@hub/core';
import {
  billLinksOf,
  dayOf,
  entryWords,
  languages,
  render,
  TenantWords,
  wordsOf,
  type Locale,
} from '@hub/notifier-dingtalk/templates';
import type { Step } from '@hub/schemas';
import { drawMessage, type Channel } from './draw.js';
import { exampleOf } from './example.js';

export interface Preview {
  readonly template: string;
  readonly form: string;
  readonly step: Step | null;
  /** Null: all languages. */
  readonly language: string | null;
  readonly channel: Channel;
  /** The folder of a tenant whose own wording is shown; null for the usual one. */
  readonly tenantFolder: string | null;
  readonly print: (line: string) => void;
}

/** Links as a tenant would have them, so that the button is seen. */
const links = billLinksOf({
  kingdee: {
    acctId: '5f0000000000a1',
    forms: ['PUR_PurchaseOrder', 'CN_PAYAPPLY', 'AR_receivable'],
  },
  links: {
    kingdee: 'https://erp.example.com/k3cloud/',
    path: 'html5/index.aspx?ud={ud}',
    besideChat: true,
  },
});

/** Prints what a person will see, language by language. */
export function preview(asked: Preview): void {
  const { template, form, step, language, channel, tenantFolder, print } = asked;
  for (const one of language === null ? languages : [language]) {
    const command = exampleOf(template, form, step);
    const locale = localeOf(one, tenantFolder, print);
    const message = render(command, locale);
    const heading = `${wordsOf(one).name} · ${one} · ${channel}`;
    const day = dayOf(entryWords(message, command, locale), locale) ?? '';
    print(drawMessage(message, { channel, heading, decides: template === 'approval', day }));
  }
}

function localeOf(
  language: string,
  tenantFolder: string | null,
  print: (line: string) => void,
): Locale {
  const usual = { language, timeZone: 'Asia/Shanghai', words: wordsOf(language), links };
  if (tenantFolder === null) return usual;
  const log = {
    info: () => undefined,
    error: (fields: object) => {
      print('reason' in fields ? String(fields.reason) : '');
    },
  };
  const folder = join(tenantFolder);
  const words = new TenantWords({ tenant: folder, folder, language, clock: systemClock, log });
  return { ...usual, words: words.current() };
}
