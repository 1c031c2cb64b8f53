import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Channel } from '@hub/schemas';
import { aCommand, aRecipient } from '@hub/testkit';
import { fateOf } from './fate.js';

const treatments = ['SEND', 'MERGE', 'DIGEST', 'DEFER'] as const;
const channels: readonly Channel[] = [
  'ROBOT',
  'WORK',
  'GROUP',
  'CARD',
  'TO_DO',
  'CALENDAR',
  'DING',
];
const told = [aRecipient({ node: null })];

describe('what becomes of a message when calls are to be spared', () => {
  it('of a notice: words are merged, then digested; of the rest only what tells nothing to do', () => {
    const fates = channels.map((channel) => [
      channel,
      ...treatments.map((treatment) =>
        fateOf(aCommand({ channel, priority: 'NORMAL', recipients: told }), treatment),
      ),
    ]);
    assert.deepEqual(fates, [
      ['ROBOT', 'SEND', 'MERGE', 'DIGEST', 'DIGEST'],
      ['WORK', 'SEND', 'MERGE', 'DIGEST', 'DIGEST'],
      ['GROUP', 'SEND', 'MERGE', 'DIGEST', 'DIGEST'],
      ['CARD', 'SEND', 'SEND', 'DIGEST', 'DIGEST'],
      ['TO_DO', 'SEND', 'SEND', 'SEND', 'DIGEST'],
      ['CALENDAR', 'SEND', 'SEND', 'SEND', 'DIGEST'],
      ['DING', 'SEND', 'SEND', 'SEND', 'DIGEST'],
    ]);
  });

  it('of an approval, of a legal deadline and of what is urgent: it is sent, by every channel', () => {
    const essential = [
      aCommand({ priority: 'LOW', recipients: [aRecipient({ node: 'n1' })] }),
      aCommand({ priority: 'LOW', recipients: told, form: 'TAX_FILING', step: 'DUE_SOON' }),
      aCommand({ priority: 'URGENT', recipients: told }),
    ];
    const fates = essential.flatMap((command) =>
      channels.flatMap((channel) =>
        treatments.map((treatment) => fateOf({ ...command, channel }, treatment)),
      ),
    );
    assert.deepEqual(new Set(fates), new Set(['SEND']));
  });
});
