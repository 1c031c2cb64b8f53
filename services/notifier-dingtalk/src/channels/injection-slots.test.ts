import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Decimal, languages } from '@hub/core';
import type { Command, Step } from '@hub/schemas';
import { aDecision, aRecipient, seeded } from '@hub/testkit';
import { waitingOf } from '../bundles/put-aside.js';
import { shipmentsOf } from '../domain/bundle.js';
import { cardParams } from '../domain/card-variables.js';
import { decidedChange, refusedChange } from '../domain/card-state.js';
import {
  dingTextOf,
  fitsWebhook,
  fitsWork,
  markdownOf,
  webhookMessageOf,
  workMessageOf,
} from '../domain/channel-words.js';
import { entryWords, recordedWords } from '../domain/entry.js';
import type { Locale } from '../domain/tenant.js';
import { render } from '../templates/render.js';
import { aTenant } from '../testing/fakes.js';
import {
  checkPlain,
  commandWith,
  home,
  localeOf,
  markupOf,
  ours,
  parser,
  tokensOf,
} from '../testing/injection-checks.js';
import { injectionCorpus } from '../testing/injection-corpus.js';

const corpus = injectionCorpus(seeded('injection slots').seed, 2_400);
const base = 'https://erp.example.com/k3cloud/';
/** Every step that a notice may be about. */
const steps: readonly Step[] = [
  ...(['SAVED', 'SUBMITTED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'CLOSED', 'VOIDED'] as const),
  ...(['DELETED', 'DUE_SOON', 'OVERDUE', 'STUCK', 'BELOW_LIMIT', 'WITHIN_LIMIT'] as const),
  ...(['ANOMALY', 'UNKNOWN'] as const),
];
const figures = [
  ...(['daysLeft', 'daysOverdue', 'hoursWaiting', 'onHand', 'available', 'safetyStock'] as const),
  ...(['used', 'budget', 'expected', 'found', 'difference'] as const),
];

function* payloads(): Generator<{ payload: string; index: number; locale: Locale }> {
  for (const [index, payload] of corpus.entries())
    yield { payload, index, locale: localeOf(languages[index % languages.length] ?? 'zh-CN') };
}

/** A form that only a customer has, whose name is the ERP's, with foreign units of all that a step speaks of. */
function ofCustomer(payload: string, index: number): Command {
  const unit = { value: new Decimal('7.5'), unit: payload };
  return {
    ...commandWith(payload, 'notice'),
    form: 'F_ORA_Booking',
    step: steps[index % steps.length] ?? 'SAVED',
    figures: Object.fromEntries(figures.map((name) => [name, unit])),
  };
}

describe('a hostile string in any other slot', () => {
  it('is text on every copy of a card after a decision: who it was, and why', () => {
    for (const { payload, index, locale } of payloads()) {
      const decision = aDecision({
        action: index % 2 === 0 ? 'REJECT' : 'APPROVE',
        actor: { userId: 'hd002', name: payload, erpUserId: null },
        comment: payload,
        refusal: payload,
      });
      const card = { commandId: 'c', version: 'v', issuedAt: 0, deciders: { hd002: 'n' } };
      for (const change of [
        decidedChange(decision, card, locale),
        refusedChange(decision, locale),
      ]) {
        const shown = [change.cardData, ...Object.values(change.privateData)];
        for (const { status = '', detail = '' } of shown)
          for (const text of [status, detail]) {
            checkPlain(text, payload);
            assert.deepEqual(markupOf(text), [], JSON.stringify(payload));
          }
      }
    }
  });

  it('is text as the name of a form and as a unit, whatever the step and the channel', () => {
    for (const { payload, index, locale } of payloads()) {
      const command = ofCustomer(payload, index);
      const message = render(command, locale);
      const { link, statusColor, ...texts } = cardParams(message);
      assert.deepEqual([link, /^#\w{6}$/.test(statusColor ?? '')], ['', true]);
      for (const text of Object.values(texts)) {
        checkPlain(text, payload);
        assert.deepEqual(markupOf(text), [], JSON.stringify(payload));
      }
      const words = markdownOf(message, fitsWork);
      const foreign = tokensOf(words.text).filter((type) => !ours.has(type));
      assert.deepEqual([foreign, words.button], [[], null], JSON.stringify(payload));
      const entry = entryWords(message, command, locale);
      const told = [words.title, ...words.text.split('\n'), dingTextOf(message), entry.subject];
      for (const text of [...told, recordedWords(entry).title]) checkPlain(text, payload);
    }
  });

  it('leads nowhere but to the ERP as the id or the form of a bill', () => {
    for (const { payload, index, locale } of payloads()) {
      const whole = commandWith(payload, 'approval');
      const command = index % 2 === 0 ? { ...whole, documentId: payload } : whole;
      const { link } = render(index % 3 === 0 ? { ...command, form: payload } : command, locale);
      if (link === '') continue;
      const opened = new URL(link).searchParams.get('url') ?? '';
      assert.ok(link.startsWith(home) && opened.startsWith(base), JSON.stringify(payload));
    }
  });

  it('mentions nobody in a group, and is not told as the name of who is told', () => {
    for (const { payload, locale } of payloads()) {
      const command = commandWith(payload, 'notice');
      const named = {
        ...command,
        recipients: [aRecipient({ userId: payload, name: payload, rules: [payload] })],
      };
      const [one, other] = [command, named].map((each) =>
        webhookMessageOf(markdownOf(render(each, locale), fitsWebhook)),
      );
      assert.deepEqual(one, other);
      const { at, ...said } = one as { readonly at: object };
      assert.deepEqual(at, { atMobiles: [], atUserIds: [], isAtAll: false });
      assert.doesNotMatch(JSON.stringify(said), /@/, JSON.stringify(payload));
    }
  });

  it('is text in what is told together, of any template, to groups and by work notification', () => {
    const links = ['link_open', 'link_close', 'strong_open', 'strong_close'];
    const templates = ['approval', 'decision', 'notice'];
    for (let first = 0; first < corpus.length; first += 3) {
      const language = languages[(first / 3) % languages.length] ?? 'zh-CN';
      const tenant = { ...aTenant, ...localeOf(language) };
      const waiting = corpus.slice(first, first + 3).map((payload, index) => {
        const command = commandWith(payload, templates[index] ?? 'notice');
        return waitingOf({ ...command, commandId: String(index) }, 'MERGE', tenant, index);
      });
      const fits = first % 2 === 0 ? fitsWork : fitsWebhook;
      for (const { words } of shipmentsOf(waiting, { words: tenant.words, fits, peopleMax: 20 })) {
        checkPlain(words.title, words.title);
        const tokens = parser.parse(words.text, {}).flatMap(({ children }) => children ?? []);
        const foreign = tokens.filter(({ type }) => !ours.has(type) && !links.includes(type));
        const opened = tokens.filter(({ type }) => type === 'link_open');
        const elsewhere = opened.filter((one) => !String(one.attrGet('href')).startsWith(home));
        assert.deepEqual([foreign, elsewhere], [[], []], words.text);
        assert.doesNotMatch(JSON.stringify(workMessageOf(words)), /@/);
      }
    }
  });
});
