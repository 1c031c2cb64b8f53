import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aCommand, aDocument, aReceipt } from './factories.js';

describe('factories', () => {
  it('derive ids, so that a changed document is another event', () => {
    const later = aDocument({ modifiedAt: aDocument().modifiedAt + 1 });
    assert.notEqual(later.version, aDocument().version);
    assert.notEqual(later.eventId, aDocument().eventId);
    assert.equal(aDocument().eventId, aDocument().eventId);
  });

  it('fit each other', () => {
    assert.equal(aCommand().eventId, aDocument().eventId);
    assert.equal(aReceipt().commandId, aCommand().commandId);
  });
});
