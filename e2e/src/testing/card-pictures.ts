import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '@hub/cli';
import { Decimal } from '@hub/core';
import { DingTalkClient } from '@hub/dingtalk';
import { cardParams, languages, render, wordsOf } from '@hub/notifier-dingtalk/templates';
import { startDingTalkSimulator } from '@hub/simulator-dingtalk';
import { aCommand, aSummary } from '@hub/testkit';
import { startBrowser } from './browser.js';

/** Takes the pictures of docs/images/card-<language>.png: `node e2e/dist/testing/card-pictures.js`. */
const folder = join(import.meta.dirname, '../../../docs/images');
const userId = 'manager01';
const links = {
  base: 'https://erp.example.com/k3cloud/',
  path: 'html5/index.aspx?ud={ud}',
  acctId: '5f0000000000a1',
  forms: new Set(['PUR_PurchaseOrder']),
  besideChat: true,
};

const simulator = await startDingTalkSimulator();
const browser = await startBrowser();
try {
  mkdirSync(folder, { recursive: true });
  const organisation = simulator.organisations[0];
  if (organisation === undefined) throw new Error('the simulator has no organisation');
  const client = new DingTalkClient({
    ...{ ...organisation, callback: undefined },
    ...{ api: simulator.api, oapi: simulator.oapi },
  });
  const page = await browser.newPage({
    ...{ viewport: { width: 1280, height: 900 }, locale: 'zh-CN', deviceScaleFactor: 1 },
  });
  await page.goto(`${simulator.control}#corp=${organisation.corpId}&people=${userId}`);
  for (const language of languages) {
    const words = wordsOf(language);
    const amount = { amount: new Decimal('86000'), currency: 'CNY' };
    const summary = aSummary({ amount, localAmount: amount, note: 'Q4 · 6204-2RS × 200' });
    const locale = { language, timeZone: 'Asia/Shanghai', words, links };
    const message = render(aCommand({ summary }), locale);
    const outTrackId = `picture-${language}`;
    await client.deliverCard({
      ...{ outTrackId, templateId: 'approval.schema', cardData: cardParams(message) },
      privateData: { [userId]: { canDecide: 'true', approveToken: 'a', rejectToken: 'r' } },
      userIds: [userId],
    });
    const card = page.locator(`[data-out-track-id="${outTrackId}"]`);
    // The chat with the newest message opens by itself.
    await card.waitFor({ timeout: 10_000 });
    // The page draws itself again as news comes in; for a moment the card is not there.
    const clip = await waitFor(`${outTrackId} is shown`, () => card.boundingBox());
    await page.screenshot({ path: join(folder, `card-${language}.png`), clip });
  }
  await client.close();
} finally {
  await browser.close();
  await simulator.close();
}
