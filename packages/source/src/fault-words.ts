import { faultWordsIn, type FaultTable } from '@hub/core';

/** By code: what is wrong in Chinese and English, what to do in Chinese and English. */
const words: FaultTable = {
  SOURCE_UNREACHABLE: [
    '连不上来源系统',
    'the system cannot be reached',
    '检查来源地址、网络、防火墙和证书',
    'check the address of the source, the network, the firewall and the certificate',
  ],
  SOURCE_TIMEOUT: [
    '来源系统没有及时应答',
    'the system does not answer in time',
    '检查来源系统的负载，或为变更时间和编号字段建立联合索引',
    'look at the load of the system, or index the fields of the time of change and the id together',
  ],
  SOURCE_CREDENTIALS: [
    '来源系统不接受用户名、密码或密钥',
    'the system does not accept the user, the password or the key',
    '检查用户名、密码或密钥文件',
    'check the user, the password or the secret file',
  ],
  SOURCE_NO_PERMISSION: [
    '该用户无权读取',
    'the user may not read this',
    '在来源系统中授予该用户读取权限',
    'give this user the right to read in the system',
  ],
  SOURCE_UNKNOWN_FIELD: [
    '映射文件写了来源系统没有的字段或表',
    'the mapping names a field or a table that the system does not have',
    '按来源系统的实际字段修改映射文件',
    'correct the mapping file by the fields that the system has',
  ],
  SOURCE_BUSY: [
    '来源系统忙，要求稍后再来',
    'the system is busy and asks for patience',
    '稍后会自动重试；经常如此则调小 callsPerSecond',
    'it is tried again by itself; if it happens often, lower callsPerSecond',
  ],
  SOURCE_MALFORMED: [
    '来源系统的应答读不懂',
    'an answer of the system makes no sense',
    '检查地址是否正确，中间是否有代理或登录页',
    'check the address, and whether a proxy or a login page stands between',
  ],
  SOURCE_REFUSED: [
    '来源系统拒绝了请求，或来源配置有误',
    'the system refused the question, or a setting of the source is wrong',
    '按提示修改映射文件或来源配置',
    'mend the mapping file or the source as the message says',
  ],
  SOURCE_MAPPING: [
    '映射文件缺失或有误',
    'a mapping file is missing or wrong',
    '改正所列的文件和行',
    'mend the file and the lines that are named',
  ],
  SOURCE_UNEXPECTED: [
    '集线器自身出错',
    'a mistake in the hub itself',
    '请连同这条信息报告给我们',
    'report it together with this message',
  ],
};

/** @param detail what exactly, as the fault's message says it; the same in both languages */
export const wordsOf = faultWordsIn(words, 'SOURCE_REFUSED');

/** All codes that have words. */
export const codesWithWords: readonly string[] = Object.keys(words);
