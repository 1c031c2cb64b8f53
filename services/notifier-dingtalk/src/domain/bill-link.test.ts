import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { billUrl, openLink, type BillLinks } from './bill-link.js';

const links: BillLinks = {
  base: 'https://erp.example.com/k3cloud/',
  path: 'html5/index.aspx?ud={ud}',
  acctId: '5f0000000000a1',
  forms: new Set(['PUR_PurchaseOrder']),
  besideChat: true,
};
const bill = { form: 'PUR_PurchaseOrder', documentId: '100186' };

describe('billUrl', () => {
  it('names account book, form and bill, and carries no credential', () => {
    const url = new URL(billUrl(links, bill));
    const ud = Buffer.from(url.searchParams.get('ud') ?? '', 'base64').toString();
    assert.deepEqual(
      [url.origin + url.pathname, JSON.parse(ud)],
      [
        'https://erp.example.com/k3cloud/html5/index.aspx',
        { dbid: '5f0000000000a1', formid: 'PUR_PurchaseOrder', formtype: 'bill', pkid: '100186' },
      ],
    );
  });

  it('takes a path of the site’s own', () => {
    const own = { ...links, path: 'html5/go?f={form}&id={documentId}' };
    assert.equal(
      billUrl(own, bill),
      'https://erp.example.com/k3cloud/html5/go?f=PUR_PurchaseOrder&id=100186',
    );
  });

  const none = [
    { name: 'no links are set up', links: undefined, bill },
    { name: 'the form is none of K3Cloud', links, bill: { ...bill, form: 'TAX_FILING' } },
    { name: 'the id is none', links, bill: { ...bill, documentId: '../x?a=b&c' } },
    { name: 'the id is that of a level', links, bill: { ...bill, documentId: '100/M1/CK1' } },
    { name: 'the path leads elsewhere', links: { ...links, path: '//evil.example/x' }, bill },
    { name: 'the path leaves the base', links: { ...links, path: '../other' }, bill },
  ];
  for (const { name, links: given, bill: asked } of none) {
    it(`gives none when ${name}`, () => {
      assert.equal(billUrl(given, asked), '');
    });
  }
});

describe('openLink', () => {
  it('has DingTalk open the address beside the chat', () => {
    const url = billUrl(links, bill);
    const link = openLink(links, url);
    assert.ok(link.startsWith('dingtalk://dingtalkclient/page/link?url=https%3A%2F%2Ferp.'));
    const opened = new URL(link).searchParams;
    assert.deepEqual([opened.get('url'), opened.get('pc_slide')], [url, 'true']);
  });

  it('is none when it would be longer than a button takes', () => {
    assert.equal(openLink(links, `https://erp.example.com/k3cloud/${'x'.repeat(500)}`), '');
  });
});
