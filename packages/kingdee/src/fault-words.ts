import { faultWordsIn, type FaultTable } from '@hub/core';

/** Every code of this package in plain words: what it means, and what to do. docs/faults.md has the same codes. */
const words: FaultTable = {
  KINGDEE_UNREACHABLE: [
    '连不上金蝶服务器',
    'the Kingdee server cannot be reached',
    '检查 tenant.yaml 的 kingdee.url（以 /k3cloud/ 结尾）、网络和防火墙，并确认金蝶服务在运行',
    'check kingdee.url in tenant.yaml (it ends in /k3cloud/), the network in between, and that Kingdee is running',
  ],
  KINGDEE_TLS: [
    '金蝶服务器的证书不被接受',
    'the certificate of the Kingdee server is not accepted',
    '续签证书，或把签发机构的根证书放入 NODE_EXTRA_CA_CERTS 指定的文件；核对地址里的主机名',
    'renew it, or name its authority in NODE_EXTRA_CA_CERTS; compare the host name in the address with the certificate',
  ],
  KINGDEE_TIMEOUT: [
    '金蝶没有及时应答',
    'Kingdee did not answer in time',
    '查看金蝶服务器的负载；常常如此则调大超时时间',
    'look at the load of the Kingdee server; allow more time if it happens often',
  ],
  KINGDEE_URL: [
    'kingdee.url 不是可用的地址',
    'kingdee.url is no address that can be used',
    '写成 https://erp.example.com/k3cloud/，不带用户名、密码和问号',
    'write it like https://erp.example.com/k3cloud/, without user, password or question mark',
  ],
  KINGDEE_LOGIN_REFUSED: [
    '金蝶拒绝登录',
    'Kingdee refuses the login',
    '在“第三方系统登录授权”中核对应用、密钥、允许的用户和 IP 白名单；核对 kingdee.acctId 和 userName',
    'compare application, secret, allowed users and addresses in 第三方系统登录授权; check kingdee.acctId and userName',
  ],
  KINGDEE_KEY_WRONG: [
    '应用 ID 或应用密钥不对',
    'the application id or its secret is wrong',
    '在“第三方系统登录授权”中重新复制应用 ID 到 kingdee.appId、应用密钥到密钥文件；8.0.0.202205 之前的版本不认 SHA-256 签名，需要升级',
    'copy id and secret again from 第三方系统登录授权 into kingdee.appId and the secret file; versions before 8.0.0.202205 do not know SHA-256 signatures and need an upgrade',
  ],
  KINGDEE_ACCOUNT_UNKNOWN: [
    '服务器上没有这个数据中心（账套）',
    'the server has no such account book (data centre)',
    '把 kingdee.acctId 改成所列数据中心之一的 ID',
    'set kingdee.acctId to the id of one of the data centres that are listed',
  ],
  KINGDEE_USER_REFUSED: [
    '集成用户不能登录：未授权、被禁用、被锁定或密码过期',
    'the integration user may not log in: not on the list, disabled, locked, or its password has expired',
    '在“第三方系统登录授权”中把 kingdee.userName 加入允许的用户；在用户管理中启用、解锁它并更新密码',
    'add kingdee.userName to the users of the application in 第三方系统登录授权; enable and unlock it and renew its password',
  ],
  KINGDEE_ADDRESS_REFUSED: [
    '本机 IP 不在应用的白名单中',
    'the address of this machine is not on the list of the application',
    '在“第三方系统登录授权”的 IP 白名单中加入本机的出口 IP',
    'add the address this machine is seen with to the IP list in 第三方系统登录授权',
  ],
  KINGDEE_CLOCK_OFF: [
    '本机与金蝶服务器的时钟相差太多，签名会被拒绝',
    'the clocks of this machine and of the Kingdee server differ too much; signatures are refused',
    '让两台机器都与 NTP 时间服务器同步',
    'let both machines follow a time server (NTP)',
  ],
  KINGDEE_NO_PERMISSION: [
    '集成用户没有这项权限',
    'the integration user lacks this right',
    '在金蝶中给集成用户的角色授予该表单的“查看”权限（回写还需要审批权限）',
    'give a role of the integration user the right to view this form in Kingdee (writing back needs the right to approve)',
  ],
  KINGDEE_LICENCE: [
    '许可不足或已用完',
    'the licence does not suffice or is used up',
    '给集成用户分配许可分组，让不用的用户退出，或续购许可',
    'give the integration user a licence group, log idle users off, or buy more licences',
  ],
  KINGDEE_VERSION_OLD: [
    '金蝶版本太旧，缺少集线器需要的接口',
    'this version of Kingdee is too old: it lacks a call that the hub needs',
    '升级金蝶的补丁；缺少 WorkflowAudit 时只能通知，不能在钉钉里审批',
    'install a newer patch of Kingdee; without WorkflowAudit the hub can tell but not decide',
  ],
  KINGDEE_FORM_UNKNOWN: [
    '金蝶里没有这个表单，或集线器没有它的表单文件',
    'Kingdee has no such form, or the hub has no file for it',
    '改正 kingdee.forms 中的标识（区分拼写），确认该模块已启用；自定义表单请在 forms/ 下写一个文件',
    'correct the id in kingdee.forms, see that its module is installed; for a form of your own write a file into forms/',
  ],
  KINGDEE_FIELD_UNKNOWN: [
    '表单上没有这个字段',
    'the form has no such field',
    '用 QueryBusinessInfo 或 BOS 设计器查出字段标识，改正表单文件；可有可无的字段列入 optional',
    'look the key up in the BOS designer, correct the form file, or list the field under optional',
  ],
  KINGDEE_FORM_FILE: [
    '表单文件有误',
    'a form file is wrong',
    '改正所列的文件和行',
    'correct the file and the lines that are named',
  ],
  KINGDEE_ORGANISATION_UNKNOWN: [
    '金蝶里没有这个组织，或集成用户看不到它',
    'Kingdee has no such organisation, or the integration user may not see it',
    '改正 kingdee.organisations 中的组织编码，或给集成用户分配该组织',
    'correct the number in kingdee.organisations, or give the integration user this organisation',
  ],
  KINGDEE_MALFORMED: [
    '金蝶的应答或某张单据读不懂',
    'an answer of Kingdee, or one document, makes no sense',
    '单据：在金蝶中改正所列字段；整个应答：看看中间的代理或登录页',
    'a document: correct the field that is named in Kingdee; a whole answer: look for a proxy or login page in between',
  ],
  KINGDEE_AMOUNT_RANGE: [
    '金额超出精确范围（整数 18 位、小数 10 位），该单据单独搁置',
    'an amount exceeds the exact range (18 digits before the point, 10 behind); this document is set aside',
    '在金蝶中核对并改正该金额',
    'check and correct the amount in Kingdee',
  ],
  KINGDEE_DATE_FUTURE: [
    '单据的修改时间在将来，该单据单独搁置',
    'a document was changed in the future; it is set aside',
    '校准金蝶服务器的时钟，核对 kingdee.utcOffsetMinutes，再在金蝶中保存一次该单据',
    'set the clock of the Kingdee server, check kingdee.utcOffsetMinutes, then save the document again',
  ],
  KINGDEE_NUMBER_TWICE: [
    '同一组织下两张单据用了同一个编号；两张都会发布',
    'two documents of one form and organisation carry the same number; both are told',
    '在金蝶中给其中一张重新编号，并检查编码规则',
    'give one of them another number in Kingdee, and check the numbering rule',
  ],
  KINGDEE_CALL_LIMIT: [
    '金蝶的接口调用次数已达上限',
    'the limit of calls of Kingdee is reached',
    '调大 kingdee.pollIntervalMs，或在金蝶系统参数中提高上限',
    'poll less often (kingdee.pollIntervalMs), or raise the limit in the system parameters of Kingdee',
  ],
  KINGDEE_BUSY: [
    '金蝶忙，或单据正被他人编辑',
    'Kingdee is busy, or somebody is editing the document',
    '稍后会自动重试；一直如此则查看金蝶服务器',
    'it is tried again by itself; if it lasts, look at the Kingdee server',
  ],
  KINGDEE_REFUSED: [
    '金蝶因业务原因拒绝',
    'Kingdee refused for a business reason',
    '按金蝶给出的说明处理',
    'do as the message of Kingdee says',
  ],
  KINGDEE_UNEXPECTED: [
    '集线器自身出错',
    'a mistake in the hub itself',
    '请连同这条信息报告给我们',
    'report it together with this message',
  ],
  KINGDEE_OUTCOME_UNKNOWN: [
    '写入的应答丢失，结果未知',
    'the answer to a write was lost',
    '不用处理：会先读回审批记录再决定',
    'nothing: the approval history is read before anything is sent again',
  ],
};

/** @param detail what exactly, as the fault's message says it; the same in both languages */
export const wordsOf = faultWordsIn(words, 'KINGDEE_REFUSED');

/** All codes that have words. */
export const codesWithWords: readonly string[] = Object.keys(words);
