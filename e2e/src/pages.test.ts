import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { RunningHub } from '@hub/cli';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './testing/browser.js';
import { hubForTests } from './testing/hub-for-tests.js';

describe('what a person sees and does on the two pages', () => {
  let hub: RunningHub;
  let browser: Browser;
  let erp: Page;
  let phones: Page;
  const errors: string[] = [];

  before(async () => {
    [hub, browser] = await Promise.all([hubForTests(), startBrowser()]);
    erp = await openPage(hub.kingdee.control);
    const huadong = hub.dingtalk.organisations[0];
    phones = await openPage(
      `${hub.dingtalk.control}#corp=${huadong?.corpId ?? ''}&people=manager01,hd0003`,
    );
  });
  after(async () => {
    await browser.close();
    await hub.stop();
  });

  async function openPage(url: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    page.setDefaultTimeout(60_000);
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** A button of the card about a bill on somebody's phone. */
  const buttonOn = (userId: string, number: string, action: string): ReturnType<Page['locator']> =>
    phones
      .locator(`[data-user-id="${userId}"] .card`, { hasText: number })
      .locator(`[data-action-id="${action}"]`);

  it('an order written in the ERP page is approved by taps on two phones, and the ERP page shows it', async () => {
    await erp.selectOption('#user', 'lixiaomei');
    await erp.click('[data-action="create"]');
    await erp.selectOption('#field-form', 'PUR_PurchaseOrder');
    await erp.fill('#field-amount', '86000');
    await erp.click('#dialog button[type="submit"]');
    const row = erp.locator('tr[data-number]', { hasText: '86,000' }).first();
    await row.locator('[data-status="B"]').waitFor();
    const number = (await row.getAttribute('data-number')) ?? '';

    await buttonOn('manager01', number, 'approve').click();
    await buttonOn('hd0003', number, 'approve').click();

    await erp.locator(`tr[data-number="${number}"] [data-status="C"]`).waitFor();
    assert.match((await erp.locator(`tr[data-number="${number}"]`).textContent()) ?? '', /已审核/);
  });

  it('a payment request is sent back with the reason typed into the card', async () => {
    await erp.selectOption('#user', 'lixiaomei');
    await erp.click('[data-action="create"]');
    await erp.selectOption('#field-form', 'CN_PAYAPPLY');
    await erp.fill('#field-amount', '4321.50');
    await erp.click('#dialog button[type="submit"]');
    const phone = phones.locator('[data-user-id="manager01"]');
    const card = phone.locator('.card', { hasText: '4,321.50' });
    await card.locator('.card-input').fill('缺少合同附件');
    await card.locator('[data-action-id="reject"]').click();
    await erp
      .locator('tr[data-number]', { hasText: '4,321.50' })
      .locator('[data-status="D"]')
      .waitFor();
    await card.locator('[data-action-id]').first().waitFor({ state: 'detached' });
  });

  it('neither page complained', () => {
    assert.deepEqual(errors, []);
  });
});
