import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aClick, aDocument } from '@hub/testkit';
import { Timeline } from './timeline.js';

const headers = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
const at = Date.UTC(2026, 10, 22, 8, 0, 0);

function record(topic: string, value: object, timestamp: number): Parameters<Timeline['line']>[0] {
  return { topic, timestamp, headers, value };
}

describe('the timeline', () => {
  it('says when, which bill, what happened and in which trace', () => {
    const document = aDocument();
    const line = new Timeline().line(record('kingdee.document.v1', document, at));
    assert.match(line ?? '', /^08:00:00\.000 +document +/);
    assert.ok(line?.includes(document.summary.number));
    assert.ok(line?.endsWith('[trace 0af7651916cd43dd8448eb211c80319c]'));
  });

  it('gives a click the number of its bill and the time since the hop before', () => {
    const timeline = new Timeline();
    const document = aDocument();
    timeline.line(record('kingdee.document.v1', document, at));
    const { tenant, form, documentId } = document;
    const line = timeline.line(
      record('dingtalk.click.v1', aClick({ tenant, form, documentId }), at + 250),
    );
    assert.ok(line?.includes(document.summary.number));
    assert.ok(line?.includes('+250 ms'));
  });

  // Used to be written +-1 ms.
  it('shows a hop that comes after a later one with its minus alone', () => {
    const timeline = new Timeline();
    const document = aDocument();
    timeline.line(record('kingdee.document.v1', document, at));
    const line = timeline.line(record('kingdee.document.v1', document, at - 1));
    assert.match(line ?? '', / {2}-1 ms {2}/);
  });

  it('is silent about records that are no hop', () => {
    assert.equal(new Timeline().line(record('hub.watermark.v1', {}, at)), null);
  });
});
