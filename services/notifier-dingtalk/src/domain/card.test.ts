import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verifyCapability } from '@hub/core';
import { aCommand, aRecipient } from '@hub/testkit';
import { aTenant } from '../testing/fakes.js';
import { render } from '../templates/render.js';
import { cardOf, sentCardOf } from './card.js';

const command = aCommand({
  recipients: [aRecipient(), aRecipient({ userId: 'hd003', name: '赵强', node: null })],
});
const grant = { expiresAt: command.issuedAt + 1_000, traceparent: 'tp' };
const card = cardOf(command, render(command, aTenant), aTenant, grant);

describe('cardOf', () => {
  it('gives buttons to those with a node only, and to nobody in public', () => {
    const canDecide = Object.entries(card.privateData).map(([userId, params]) => [
      userId,
      params['canDecide'],
    ]);
    assert.deepEqual(
      [
        canDecide,
        card.cardData['canDecide'],
        card.privateData['hd003']?.['approveToken'],
        card.outTrackId,
      ],
      [
        [
          ['hd002', 'true'],
          ['hd003', 'false'],
        ],
        'false',
        '',
        command.commandId,
      ],
    );
  });

  it('binds each button to person, node, version, card and action', () => {
    const { tenant, form, documentId, version, commandId } = command;
    for (const [token, action] of [
      ['approveToken', 'APPROVE'],
      ['rejectToken', 'REJECT'],
    ] as const) {
      const capability = card.privateData['hd002']?.[token] ?? '';
      const { nonce, ...claims } = verifyCapability(
        capability,
        [aTenant.capabilityKey],
        command.issuedAt,
      );
      assert.deepEqual(claims, {
        tenant,
        form,
        documentId,
        version,
        commandId,
        action,
        userId: 'hd002',
        node: '5c3c9bd2af0299',
        ...grant,
      });
      assert.match(nonce, /^[0-9a-f]{32}$/);
    }
  });

  it('makes the same card when it is made again', () => {
    assert.deepEqual(cardOf(command, render(command, aTenant), aTenant, grant), card);
  });

  it('keeps every variable below the 1 KB that DingTalk allows', () => {
    const long = 'x'.repeat(64);
    const big = aCommand({
      tenant: 'tenant-of-a-long-name',
      documentId: long,
      recipients: [aRecipient({ node: long, userId: long })],
    });
    const params = Object.values(
      cardOf(big, render(big, aTenant), aTenant, grant).privateData,
    ).flatMap((one) => Object.values(one));
    assert.ok(
      params.every((value) => Buffer.byteLength(value) <= 1_024),
      String(Math.max(...params.map((value) => value.length))),
    );
  });
});

describe('sentCardOf', () => {
  it('remembers who may decide which node', () => {
    assert.deepEqual(sentCardOf(command).deciders, { hd002: '5c3c9bd2af0299' });
  });
});
