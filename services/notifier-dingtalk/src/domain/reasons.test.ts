import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HubError } from '@hub/core';
import { codesWithWords, DingTalkFault } from '@hub/dingtalk';
import { reasonOf } from './reasons.js';

/** Codes that never end the sending of a message: they pass, or belong to other parts of the hub. */
const others =
  /_(CALLBACK|CALLBACK_KEYS|URL|UNREACHABLE|TLS|TIMEOUT|MALFORMED|TOKEN|QPS|DAY_LIMIT|ROBOT_RATE|IP_BANNED|BUSY)$/;

describe('the reason in a receipt', () => {
  it('names the permission that is lacking', () => {
    // Used to: it said that one is lacking, and nobody could tell which.
    const denied = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';
    const scopes = ['Card.Instance.Write'];
    const told = reasonOf(new DingTalkFault('DINGTALK_SCOPE', 'x', denied, { scopes }));
    assert.equal(
      told,
      '应用缺少权限，请在开发者后台“权限管理”中申请并发布，然后重放：Card.Instance.Write / ' +
        'the application lacks a permission; apply for it in 权限管理 of the developer console, publish, then replay: ' +
        `Card.Instance.Write (${denied})`,
    );
    assert.doesNotMatch(reasonOf(new DingTalkFault('DINGTALK_SCOPE', 'x', '60011')), /重放：/);
  });

  it('is told in Chinese first whatever DingTalk refuses for good, also under a code that nobody has met', () => {
    const silent = codesWithWords
      .filter((code) => !others.test(code))
      .map((code) => reasonOf(new DingTalkFault(code, 'x', 'code.of.tomorrow')))
      .filter((reason) => !/^[^/]*\p{Script=Han}[^/]* \/ .+ \(code\.of\.tomorrow\)$/u.test(reason));
    assert.deepEqual(silent, []);
    const general = codesWithWords.filter(
      (code) => !others.test(code) && reasonOf(new HubError(code, 'x')).startsWith('消息未能发送'),
    );
    assert.deepEqual(general, []);
  });

  it('of what the hub itself refuses says what to mend', () => {
    const codes = ['NO_AGENT', 'NO_DATE', 'GROUP_UNKNOWN', 'RECIPIENTS_MAX', 'TEMPLATE_UNKNOWN'];
    for (const code of codes) {
      const reason = reasonOf(new HubError(`NOTIFIER_${code}`, 'x'));
      assert.match(reason, /^(?!消息未能发送).*\p{Script=Han}.* \/ .+ \(NOTIFIER_/u);
    }
  });
});
