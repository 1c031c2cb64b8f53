import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Span } from './span.js';
import { storyOf } from './story.js';
import { drawTree } from './tree.js';

const aSpan = (span: Partial<Span>): Span => ({
  traceId: 't1',
  spanId: 's1',
  parentSpanId: null,
  service: 'router',
  name: 'process',
  startMs: 1_000,
  durationMs: 2,
  status: 'OK',
  attributes: {},
  links: [],
  ...span,
});

const change = aSpan({
  service: 'ingest-kingdee',
  name: 'kingdee.change',
  attributes: { 'hub.number': 'CGDD7' },
});
const card = aSpan({ spanId: 's2', parentSpanId: 's1', name: 'send card', startMs: 1_010 });
const click = aSpan({
  traceId: 't2',
  spanId: 's3',
  name: 'click',
  startMs: 9_000,
  links: [{ traceId: 't1', spanId: 's2' }],
});
const stranger = aSpan({ traceId: 't9', spanId: 's9', attributes: { 'hub.number': 'CGDD70' } });

describe('the story of a bill', () => {
  it('holds the trace that names it and the traces linked to that, and no stranger', () => {
    const story = storyOf([change, card, click, stranger], 'CGDD7');
    assert.deepEqual(
      story.map(({ spanId }) => spanId),
      ['s1', 's2', 's3'],
    );
  });

  it('is empty for a number nobody mentions', () => {
    assert.deepEqual(storyOf([change, card], 'CGDD8'), []);
  });
});

describe('drawTree', () => {
  it('draws children below their parent and says what a linked span continues', () => {
    assert.deepEqual(drawTree([change, card, click]), [
      'trace t1',
      'kingdee.change  (ingest-kingdee)  +0 ms  2.0 ms',
      '└─ send card  (router)  +10 ms  2.0 ms',
      'trace t2',
      'click  (router)  +8000 ms  2.0 ms  ⇠ send card',
    ]);
  });

  it('draws a span whose parent is not in the file as a root of its own', () => {
    assert.deepEqual(drawTree([card])[0], 'trace t1');
  });
});

describe('what the tree leaves out', () => {
  it('single Redis commands and spans of whole batches, which say nothing about a bill', () => {
    const redis = aSpan({
      spanId: 's4',
      parentSpanId: 's1',
      name: 'set',
      attributes: { 'db.system.name': 'redis' },
    });
    const batch = aSpan({ traceId: 't3', spanId: 's5', name: 'process hub.command.v1' });
    assert.deepEqual(drawTree([change, redis, batch]), drawTree([change]));
  });

  it('names the path of a call', () => {
    const post = aSpan({ name: 'POST', attributes: { 'url.path': '/k3cloud/View' } });
    assert.equal(drawTree([post])[1], 'POST /k3cloud/View  (router)  +0 ms  2.0 ms');
  });
});
