import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientSecretOf, loginSign, signedHeaders } from './signature.js';

const app = {
  acctId: '5f0000000000aa',
  userName: 'demo',
  appId: '100001_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX',
  appSecret: '0123456789abcdef0123456789abcdef',
};
const timestamp = 1_700_000_000;

describe('signatures of the K3Cloud WebAPI', () => {
  it('signs a login as the published vector says', () => {
    const sign = loginSign({ ...app, timestamp });
    assert.equal(sign, 'a493d8761301394e5cdaefca633faa042cbc8b3ad11db225f363719d19a5b73b');
  });

  it('finds the client secret inside the application id', () => {
    assert.equal(clientSecretOf(app.appId), 'MDE3N2I2PzBrPzg4OD45N3IhK3B1InIk');
    assert.equal(clientSecretOf('100001_short'), '');
    assert.equal(clientSecretOf('100001'), '');
  });

  it('signs the headers of a call as the published vector says', () => {
    const headers = signedHeaders(app, {
      path: '/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.View.common.kdsvc',
      lcid: 2052,
      orgNumber: '0',
      timestamp,
      nonce: String(timestamp),
    });
    assert.deepEqual(headers, {
      'X-Api-ClientID': '100001',
      'X-Api-Auth-Version': '2.0',
      'x-api-timestamp': '1700000000',
      'x-api-nonce': '1700000000',
      'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
      'X-Api-Signature':
        'ZjdmM2I5ZDczMDUwYzA0ODE3ZjkzMGNkNmNiYzc2YmQ0NTY0OWRiYzY1MmY5ZGY4MzQ4MGFjZmU3M2YyYjhiNQ==',
      'X-Kd-Appkey': app.appId,
      'X-Kd-Appdata': 'NWYwMDAwMDAwMDAwYWEsZGVtbywyMDUyLDA=',
      'X-Kd-Signature':
        'YTNkZDZhZmUxZDE3NmQxMmM0MjJiNjU3ZjI3ZDJkZTI0MTY4ZmRiZDQ0NjZkYTYwNDY5Mzk5NWIzYmQ0ODA0OQ==',
    });
  });
});
