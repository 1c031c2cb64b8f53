import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { requireJavaLibraries } from '@hub/local';
import { eventually } from '@hub/testkit';
import { ForeignStage } from './testing/foreign-client.js';

const sources = new URL('../src/sdk/java/', import.meta.url);
const pom = fileURLToPath(new URL('pom.xml', sources));
const source = fileURLToPath(new URL('DingTalkClients.java', sources));
const compiler = 'org.eclipse.jdt.internal.compiler.batch.Main';
const run = promisify(execFile);
const payment = 'PROC-7A1C5E90-3B2D-4F68-9C01-5D7E2A4B8F01';

interface OldAnswer {
  readonly errcode: number;
  readonly sub_code?: string;
  readonly result?: unknown;
  readonly access_token?: string;
  readonly send_result?: Readonly<Record<string, unknown>>;
  readonly media_id?: string;
}

/** DingTalk's SDKs for Java from Maven Central, unchanged: even their hosts are those built in. */
describe('Java clients from Maven Central at the simulator', () => {
  let stage: ForeignStage;
  let client: ReturnType<ForeignStage['start']>;
  let classes: string;

  before(async () => {
    const java = await requireJavaLibraries(pom, (line) => process.stderr.write(`${line}\n`));
    classes = await mkdtemp(join(tmpdir(), 'hub-java-'));
    const path = ['-cp', [classes, java.classPath].join(delimiter)];
    const quick = ['-XX:TieredStopAtLevel=1', '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8'];
    await run(java.program, [
      ...[...quick, ...path, compiler],
      ...['-17', '-nowarn', '-encoding', 'UTF-8', '-d', classes, ...path, source],
    ]);
    stage = await ForeignStage.open();
    const { caFile = '', organisations, proxy = '' } = stage.dingtalk;
    const [{ appKey, appSecret, agentId, groups } = assert.fail()] = organisations;
    const { hostname, port } = new URL(proxy);
    const way = [`-Dhttps.proxyHost=${hostname}`, `-Dhttps.proxyPort=${port}`];
    // The old SDK reads times in the zone of the JVM, and DingTalk writes those of China.
    const zone = '-Duser.timezone=Asia/Shanghai';
    client = stage.start(
      java.program,
      [...quick, ...way, zone, ...path, 'DingTalkClients', caFile],
      {
        appKey,
        appSecret,
        agentId,
        webhook: signed(groups[0]),
        processCode: payment,
      },
    );
  });
  after(async () => {
    await stage.close();
    await rm(classes, { recursive: true, force: true });
  });

  const answer = async (name: string): Promise<OldAnswer> =>
    (await client.hears(name)) as OldAnswer;

  it('read the directory through the old generation, by POST and by GET', async () => {
    assert.match((await answer('gettoken')).access_token ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(await client.hears('user'), ['王芳']);
    const wrong = await answer('badToken');
    assert.deepEqual([wrong.errcode, wrong.sub_code], [88, '40014']);
    assert.equal((await answer('nobody')).errcode, 60121);
    const people = (await answer('people')).result as { list: { userid: string }[] };
    assert.deepEqual(
      people.list.map(({ userid }) => userid),
      ['hd0001', 'manager01'],
    );
    assert.deepEqual((await answer('peopleByGet')).result, people);
    const holders = (await answer('holders')).result as { list: { name: string }[] };
    assert.deepEqual(holders.list[0]?.name, '李晓梅');
  });

  it('send a work notification, ask what became of it, change its bar and recall it', async () => {
    assert.equal((await answer('sent')).errcode, 0);
    const { send_result: result } = await answer('result');
    assert.deepEqual(
      [result?.['invalid_user_id_list'], result?.['unread_user_id_list']],
      [['nobody'], ['manager01']],
    );
    assert.equal((await answer('statusBar')).errcode, 0);
    assert.equal((await answer('recalled')).errcode, 0);
    const [sent] = stage.entries('work.sent');
    assert.ok(JSON.stringify(sent).includes('采购订单 A+B & C'), JSON.stringify(sent));
  });

  it('send to a webhook and upload a file', async () => {
    assert.deepEqual(await client.hears('webhook'), { errcode: 0, errmsg: 'ok' });
    assert.match((await answer('media')).media_id ?? '', /^@/);
  });

  it('start an approval, read it and decide it', async () => {
    assert.equal((await answer('started')).errcode, 0);
    const since = Number(await client.hears('since'));
    // The SDK reads whole seconds, or whole minutes.
    const openedAt = Math.floor(stage.openedAt / 60_000) * 60_000;
    assert.ok(openedAt <= since && since <= stage.dingtalk.clock.now(), String(since));
    assert.equal((await answer('decided')).result, true);
    assert.deepEqual(await client.hears('ended'), ['COMPLETED']);
  });

  it('hear a person and an event over wss, and reply', async () => {
    await eventually(() => stage.count('stream.connected') >= 1, { withinMs: 90_000 });
    await stage.person('hd0005', 'POST', '/messages', { text: '采购订单到哪了' });
    assert.deepEqual(await client.hears('robot'), ['hd0005', '采购订单到哪了', '1']);
    assert.deepEqual(await client.hears('replied'), { errcode: 0, errmsg: 'ok' });
    await stage.person('hd0005', 'PUT', '', { name: '赵敏敏' });
    const [type, corpId, bornAt, data] = (await client.hears('event')) as unknown[];
    assert.deepEqual(
      [type, corpId, (data as { userId: string[] }).userId],
      ['user_modify_org', stage.dingtalk.organisations[0]?.corpId, ['hd0005']],
    );
    assert.equal(typeof bornAt, 'number');
    await eventually(() => stage.count('stream.acked') === 2);
  });

  it('answer the click on a card, and the card is what they said', async () => {
    const { access_token: token = '' } = await answer('gettoken');
    await deliver(stage, token);
    const clicked = await stage.person('hd0005', 'POST', '/cards/java-1/click', {
      actionId: 'approve',
    });
    const [press] = clicked['presses'] as { outcome: string; applied: boolean }[];
    assert.deepEqual([press?.outcome, press?.applied], ['answered', true]);
    const { publicData } = clicked['card'] as { publicData: unknown };
    assert.deepEqual(publicData, { title: '采购订单', status: '已同意' });
    const { userId } = (await client.hears('click')) as { userId: string };
    assert.equal(userId, 'hd0005');
  });
});

/** The path of a webhook with its signature, which this SDK leaves to who calls it. */
function signed(group: { readonly webhook: string; readonly secret: string } | undefined): string {
  const { secret, webhook } = group ?? assert.fail();
  const { pathname, search } = new URL(webhook);
  const timestamp = String(Date.now());
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
  return `${pathname}${search}&timestamp=${timestamp}&sign=${encodeURIComponent(sign)}`;
}

/** Puts a card before hd0005 whose clicks go over Stream. */
async function deliver({ dingtalk }: ForeignStage, token: string): Promise<void> {
  const ca = await readFile(dingtalk.caFile ?? '', 'utf8');
  const body = {
    outTrackId: 'java-1',
    cardTemplateId: 'approval.schema',
    callbackType: 'STREAM',
    cardData: { cardParamMap: { title: '采购订单', status: '待审批' } },
    privateData: { hd0005: { cardParamMap: { canDecide: 'true' } } },
    openSpaceId: 'dtv1.card//IM_ROBOT.hd0005',
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
  };
  const response = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
    const headers = { 'x-acs-dingtalk-access-token': token };
    const url = `${dingtalk.api}/v1.0/card/instances/createAndDeliver`;
    const call = request(url, { method: 'POST', ca, headers, agent: false }, resolve);
    call.once('error', reject).end(JSON.stringify(body));
  });
  const answer = JSON.parse(await text(response)) as { success?: boolean };
  assert.equal(answer.success, true, JSON.stringify(answer));
}
