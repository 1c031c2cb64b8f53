import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { inMarkdown, languages, plainText } from '@hub/core';
import { seeded } from '@hub/testkit';
import { shipmentsOf } from '../domain/bundle.js';
import { cardParams } from '../domain/card-variables.js';
import {
  dingTextOf,
  fitsRobot,
  fitsWebhook,
  fitsWork,
  limits,
  markdownOf,
  robotMessageOf,
  todoOf,
  webhookMessageOf,
  workMessageOf,
  type MarkdownWords,
} from '../domain/channel-words.js';
import { rowsOf, type Message } from '../domain/message.js';
import { waitingOf } from '../bundles/put-aside.js';
import { render } from '../templates/render.js';
import { aTenant } from '../testing/fakes.js';
import {
  checkMarkdown,
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

const corpus = injectionCorpus(seeded('injection').seed, 2_400);
/** What a person would read as letters and digits. */
function readable(text: string): string {
  return text
    .replaceAll(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** All messages of the corpus, in languages by turns. */
function* messages(template: string): Generator<{ payload: string; message: Message }> {
  for (const [index, payload] of corpus.entries()) {
    const language = languages[index % languages.length] ?? 'zh-CN';
    yield { payload, message: render(commandWith(payload, template), localeOf(language)) };
  }
}

const jsonBytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));

describe(`a corpus of ${String(corpus.length)} hostile strings`, () => {
  it('would become links and markup if nobody took care', () => {
    const harmful = corpus.filter((payload) => tokensOf(payload).some((type) => !ours.has(type)));
    assert.ok(harmful.length > 800, String(harmful.length));
  });

  for (const template of ['approval', 'decision', 'notice']) {
    it(`is shown by the card of ${template} as text, within the limits`, () => {
      for (const { payload, message } of messages(template)) {
        const { link, statusColor, ...texts } = cardParams(message);
        assert.ok(link?.startsWith(home), payload);
        assert.match(statusColor ?? '', /^#[0-9A-F]{6}$/);
        for (const text of Object.values(texts)) {
          checkPlain(text, payload);
          assert.deepEqual(markupOf(text), [], JSON.stringify(payload));
          assert.ok(Buffer.byteLength(text) <= limits.cardVariableBytes, payload);
        }
      }
    });

    it(`is told by the robot, the group and the work notification of ${template} as text`, () => {
      for (const { payload, message } of messages(template)) {
        const rows = rowsOf(message).length;
        const [robot, work, group] = [fitsRobot, fitsWork, fitsWebhook].map((fits) =>
          markdownOf(message, fits),
        ) as [MarkdownWords, MarkdownWords, MarkdownWords];
        for (const words of [robot, work, group]) checkMarkdown(words, rows, payload);
        const sizes = [
          jsonBytes(robotMessageOf(robot).msgParam) <= limits.robotParamBytes,
          jsonBytes(workMessageOf(work)) <= limits.workMessageBytes,
          work.text.length <= limits.workCardCharacters,
          jsonBytes(webhookMessageOf(group)) <= limits.webhookBodyBytes,
        ];
        assert.deepEqual(sizes, [true, true, true, true], JSON.stringify(payload));
      }
    });

    it(`is told by to-do and DING of ${template} as text, within the limits`, () => {
      for (const { payload, message } of messages(template)) {
        const { subject } = todoOf(message);
        const ding = dingTextOf(message);
        for (const text of [...rowsOf(message).map(({ value }) => value), subject, ding])
          checkPlain(text, payload);
        assert.ok(subject.length <= limits.todoSubjectCharacters);
        assert.ok(ding.length <= limits.dingCharacters);
      }
    });
  }

  it('is told in a digest as text, with no link but those to the bills', () => {
    const links = ['link_open', 'link_close', 'strong_open', 'strong_close'];
    for (let first = 0; first < corpus.length; first += 3) {
      const language = languages[first % languages.length] ?? 'zh-CN';
      const tenant = { ...aTenant, ...localeOf(language) };
      const waiting = corpus.slice(first, first + 3).map((payload, index) => {
        const command = { ...commandWith(payload, 'notice'), commandId: String(index) };
        return waitingOf(command, 'DIGEST', tenant, index);
      });
      const packing = { words: tenant.words, fits: fitsRobot, peopleMax: 20 };
      for (const { words, items } of shipmentsOf(waiting, packing)) {
        checkPlain(words.title, words.title);
        const tokens = parser.parse(words.text, {}).flatMap(({ children }) => children ?? []);
        const foreign = tokens.filter(({ type }) => !ours.has(type) && !links.includes(type));
        const opened = tokens.filter(({ type }) => type === 'link_open');
        const addresses = opened.map((token) => String(token.attrGet('href')));
        assert.deepEqual([foreign, addresses.length], [[], items.length], words.text);
        assert.ok(
          addresses.every((address) => address.startsWith(home)),
          words.text,
        );
      }
    }
  });

  it('keeps its letters and digits, as far as there is room', () => {
    for (const { payload, message } of messages('approval')) {
      for (const shown of [message.counterparty, message.note]) {
        const [kept, wanted] = [readable(shown), readable(payload)];
        if (shown.endsWith('…') && kept !== wanted)
          assert.ok(wanted.startsWith(kept) && kept !== '', JSON.stringify(payload));
        else assert.equal(kept, wanted, JSON.stringify(payload));
      }
    }
  });

  it('nothing made of their parts becomes a link, a mention or markup', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...['http://', 'https:\u200b//', '[', '](', ')', '@', 'www.', '.com', '\n', '`', '<'],
        ...['&lt;', 'dingtalk:', ' //', '\u202e', '*', '_', '~~', '# ', '> ', '- ', '1. ', '---'],
        ...['\\', '|', '${', '}', '!', ' ', '==='],
      ),
    );
    const pieces = fc.array(piece, { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 3, max: 60 }), (some, bytesMax) => {
        const plain = plainText(some.join(''), bytesMax);
        assert.ok(Buffer.byteLength(plain) <= bytesMax);
        // `dingtalk:…` is where it was cut.
        checkPlain(plain.replace(/…$/, ''), plain);
        assert.doesNotMatch(plain, /[\p{L}\p{N}]\.\p{L}/u);
        const shown = inMarkdown(plain);
        assert.deepEqual([readable(shown), markupOf(shown)], [readable(plain), []]);
        checkPlain(shown.replace(/…$/, ''), plain);
      }),
      { ...seeded('injection pieces'), numRuns: 3_000 },
    );
  });
});
