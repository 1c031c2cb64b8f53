import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redactText, redactUrl } from './redact.js';

const canary = 'c4n4rySecret99';

describe('redactText', () => {
  const carriers: readonly string[] = [
    `GET /gettoken?appkey=k&appsecret=${canary} failed`,
    `POST /topapi?access_token=${canary}&x=1`,
    `{"appSecret":"${canary}","appKey":"k"}`,
    `{\\"access_token\\":\\"${canary}\\"}`,
    `Authorization: Bearer ${canary}`,
    `x-acs-dingtalk-access-token: ${canary}`,
    `cookie kdservice-sessionid=${canary}; path=/`,
    `redis://user:${canary}@127.0.0.1:6379/0`,
    `wss://stream.example.com/connect?ticket=${canary}`,
  ];

  for (const carrier of carriers) {
    it(`leaves no secret in: ${carrier.replace(canary, '<secret>')}`, () => {
      assert.equal(redactText(carrier).includes(canary), false, redactText(carrier));
    });
  }

  it('leaves ordinary text alone', () => {
    const text =
      '采购订单 CGDD000186 86,000.00 CNY: signed by 王芳 at http://127.0.0.1:80/k3cloud/';
    assert.equal(redactText(text), text);
  });

  it('cuts a text that is a whole page', () => {
    assert.equal(redactText('x'.repeat(100_000)).length, 4_001);
  });
});

describe('redactUrl', () => {
  it('keeps the path and the names of the query, never a value', () => {
    assert.equal(
      redactUrl(`https://oapi.example.com/user/get?access_token=${canary}&userid=u1`),
      'https://oapi.example.com/user/get?access_token=***&userid=***',
    );
  });
});
