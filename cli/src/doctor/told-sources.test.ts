import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock } from '@hub/core';
import type { Tenant } from '@hub/service';
import { cloudEventsSource } from '@hub/source';
import { examine } from './report.js';
import { toldSections } from './told-sources.js';

// Used to be left out: a mistake in a mapping showed with the first event that came.
describe('what doctor asks of a source that tells by itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-told-'));
  mkdirSync(join(folder, 'mappings'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  async function findingOf(mapping: string): Promise<unknown> {
    writeFileSync(join(folder, 'mappings/orders.yaml'), mapping);
    const config = { auth: { kind: 'bearer', tokens: ['t'] }, mappings: ['orders'] };
    const sources = [{ kind: 'cloudevents', name: 'shop', config }];
    const tenant = { id: 'huadong', folder, sources, language: 'zh-CN', timeZone: 'Asia/Shanghai' };
    const sections = toldSections(tenant as unknown as Tenant, [cloudEventsSource], systemClock);
    const [section = assert.fail()] = sections;
    const { answers } = await examine(section);
    return answers.map(({ id, finding }) => [id, finding?.code, finding?.found.en.split('\n')[0]]);
  }

  const good = `form: SHOP_Order
titles: { zh-CN: 商城订单 }
from: com.example.order.changed
fields: { id: data.id, modifiedAt: event.time, status: data.status }
steps: { open: SAVED }
`;

  it('says where what it sends is taken in', async () => {
    assert.deepEqual(await findingOf(good), [
      ['shop.open', null, 'ingest takes what is sent to /sources/huadong/shop'],
    ]);
  });

  it('names a mapping that is wrong', async () => {
    assert.deepEqual(await findingOf(good.replace('SAVED', 'SAVD')), [
      ['shop.open', 'SOURCE_MAPPING', 'a mapping file is missing or wrong'],
    ]);
  });
});
