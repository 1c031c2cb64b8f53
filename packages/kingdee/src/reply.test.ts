import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { HubError } from '@hub/core';
import type { K3CloudClient } from './k3cloud-client.js';
import {
  account,
  byMethod,
  clientOf,
  decision,
  faultOf,
  printedCode,
} from './testing/client-of.js';
import { failure, goodLogin, ScriptedErp, success, type Script } from './testing/scripted-erp.js';

const html = '<html><body>502 Bad Gateway</body></html>';
const firewall = '[{"actionname":"showConfirm","params":[{"title":"","msg":"可疑数据"}]}]';
const unknown = 'KINGDEE_OUTCOME_UNKNOWN';

// Name, HTTP status, body, what a read makes of it, what a write makes of it when that differs.
// prettier-ignore
const table: readonly (readonly [string, number, string, string, string?])[] = [
  ['MsgCode 0', 200, failure(0, '失败'), 'KINGDEE_REFUSED'],
  ['MsgCode 2', 200, failure(2, '您没有权限'), 'KINGDEE_NO_PERMISSION'],
  ['MsgCode 3', 200, failure(3, ''), 'KINGDEE_REFUSED'],
  ['MsgCode 4', 200, failure(4, '异常'), 'KINGDEE_REFUSED', unknown],
  ['MsgCode 5', 200, failure(5, ''), 'KINGDEE_FORM_UNKNOWN'],
  ['MsgCode 6', 200, failure(6, '死锁'), 'KINGDEE_BUSY (r)', unknown],
  ['MsgCode 7', 200, failure(7, '许可'), 'KINGDEE_LICENCE'],
  ['MsgCode 8', 200, failure(8, '参数'), 'KINGDEE_REFUSED'],
  ['MsgCode 9', 200, failure(9, '字段不存在'), 'KINGDEE_FIELD_UNKNOWN'],
  ['MsgCode 10', 200, failure(10, ''), 'KINGDEE_REFUSED'],
  ['MsgCode 11', 200, failure(11, '单据已经审核！'), 'KINGDEE_REFUSED'],
  ['MsgCode 12', 200, failure(12, ''), 'KINGDEE_REFUSED'],
  ['MsgCode 13', 200, failure(13, '冲突'), 'KINGDEE_BUSY (r)'],
  ['MsgCode 14', 200, failure(14, ''), 'KINGDEE_CALL_LIMIT (r)'],
  ['MsgCode 15', 200, failure(15, ''), 'KINGDEE_LOGIN_REFUSED'],
  ['a code nobody knows', 200, failure(99, ''), 'KINGDEE_REFUSED'],
  ['a failure in [[ ]]', 200, `[[${failure(2, '')}]]`, 'KINGDEE_NO_PERMISSION'],
  ['a failure in [ ]', 200, `[${failure(2, '')}]`, 'KINGDEE_NO_PERMISSION'],
  ['an unhandled exception', 200, 'response_error:{"Message":"空引用"}', 'KINGDEE_BUSY (r)', unknown],
  ['HTML', 200, html, 'KINGDEE_MALFORMED (r)', unknown],
  ['half a JSON', 200, success.slice(0, 40), 'KINGDEE_MALFORMED (r)', unknown],
  ['nothing', 200, '', 'KINGDEE_MALFORMED (r)', unknown],
  ['a status line as text', 200, '401 Forbidden ByRspRetStatusCode -- N001', 'KINGDEE_LOGIN_REFUSED'],
  ['the web firewall', 200, firewall, 'KINGDEE_REFUSED'],
  ['a redirect', 302, '', 'KINGDEE_UNREACHABLE (r)'],
  ['HTTP 400', 400, '', 'KINGDEE_REFUSED'],
  ['HTTP 401', 401, '', 'KINGDEE_LOGIN_REFUSED'],
  ['HTTP 403', 403, '', 'KINGDEE_LOGIN_REFUSED'],
  ['HTTP 404', 404, html, 'KINGDEE_UNREACHABLE (r)'],
  ['HTTP 408', 408, '', 'KINGDEE_BUSY (r)', unknown],
  ['HTTP 429', 429, '', 'KINGDEE_BUSY (r)'],
  ['HTTP 500', 500, '', 'KINGDEE_BUSY (r)', unknown],
  ['HTTP 502', 502, html, 'KINGDEE_BUSY (r)', unknown],
  ['HTTP 503', 503, '', 'KINGDEE_BUSY (r)', unknown],
];

describe('what an answer means', () => {
  let erp: ScriptedErp;
  let client: K3CloudClient;

  beforeEach(async () => {
    erp = await ScriptedErp.start(() => undefined);
    client = clientOf(erp);
  });
  afterEach(async () => {
    await client.close();
    await erp.close();
  });

  async function faults(): Promise<readonly [HubError, HubError]> {
    return [
      await faultOf(client.view('X', { id: '1' })),
      await faultOf(client.workflowAudit(decision)),
    ];
  }

  function answer(script: Script): void {
    erp.script = byMethod({
      'DynamicFormService.View': script,
      'DynamicFormService.WorkflowAudit': script,
    });
  }

  for (const [name, status, body, read, write = read] of table) {
    it(`${name}: a read is ${read}, a write ${write}`, async () => {
      const elsewhere = { location: erp.url };
      answer(() => ({ status, body, ...(status === 302 ? { headers: elsewhere } : {}) }));
      const [ofRead, ofWrite] = await faults();
      assert.deepEqual([printedCode(ofRead), printedCode(ofWrite)], [read, write]);
      assert.equal(erp.seen.length, 3, 'one login, and each call once');
    });
  }

  it('none in time: a read may be tried again, a write is unsettled and was sent once', async () => {
    await client.close();
    client = clientOf(erp, { requestTimeoutMs: 150 });
    answer(() => new Promise<undefined>(() => undefined));
    const [read, write] = await faults();
    assert.deepEqual([printedCode(read), printedCode(write)], ['KINGDEE_TIMEOUT (r)', unknown]);
    assert.equal(erp.calls('DynamicFormService.WorkflowAudit').length, 1);
    erp.script = () => undefined;
  });

  it('cut off in the middle: the same', async () => {
    answer((_call, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"Result":');
      setImmediate(() => response.destroy());
      return undefined;
    });
    const [read, write] = await faults();
    assert.deepEqual([printedCode(read), printedCode(write)], ['KINGDEE_UNREACHABLE (r)', unknown]);
    assert.equal(erp.calls('DynamicFormService.WorkflowAudit').length, 1);
  });

  it('larger than allowed: the same', async () => {
    const huge = `["${'x'.repeat(33 * 1024 * 1024)}"]`;
    answer(() => ({ body: huge }));
    const [read, write] = await faults();
    assert.deepEqual([printedCode(read), printedCode(write)], ['KINGDEE_MALFORMED (r)', unknown]);
  });

  it('nobody there: a write is known not to have happened', async () => {
    const dead = await ScriptedErp.start(() => undefined);
    await dead.close();
    const port = Number(new URL(dead.url).port);
    const probe = new Promise((resolve, reject) =>
      connect(port, '127.0.0.1').on('connect', resolve).on('error', reject),
    );
    await assert.rejects(probe, /ECONNREFUSED/);

    client = clientOf(dead, { auth: 'headers' });
    const codes = (await faults()).map(printedCode);
    assert.deepEqual(codes, ['KINGDEE_UNREACHABLE (r)', 'KINGDEE_UNREACHABLE (r)']);
  });

  it('holds no secret, even when the server echoes all of them', async () => {
    const wraps: readonly ((said: string) => string)[] = [
      (said) => failure(11, said),
      (said) => said,
      (said) => `response_error:${said}`,
    ];
    const told: string[] = [];
    for (const status of [200, 400, 401, 500]) {
      for (const wrap of wraps) {
        // The login succeeds and the calls echo the session; then the login itself is echoed.
        for (const loginToo of [false, true]) {
          erp.script = ({ method, headers, body }) => {
            if (method === 'AuthService.LoginBySign' && !loginToo)
              return goodLogin('canary-session');
            const said = `${String(headers.cookie)} ${body} ${account.appSecret}`;
            return { status, body: wrap(said.replaceAll('"', ' ')) };
          };
          await client.close();
          client = clientOf(erp);
          told.push(
            ...(await faults()).map((error) => `${error.stack ?? ''} ${String(error.cause)}`),
          );
        }
      }
    }
    const signs = erp.calls('AuthService.LoginBySign').map(({ body }) => {
      return String((JSON.parse(body) as { parameters: unknown[] }).parameters[4]);
    });
    assert.equal(told.length, 48);
    assert.ok(signs.every((sign) => /^[0-9a-f]{64}$/.test(sign)));
    for (const text of told) {
      assert.doesNotMatch(text, /canary/);
      assert.ok(!signs.some((sign) => text.includes(sign)), text);
    }
  });
});
