import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startKingdeeSimulator, type KingdeeSimulator } from '../index.js';
import { account, control, statusOf, TestClient } from '../testing/client.js';

const form = 'PUR_PurchaseOrder';

interface UploadReply {
  readonly Result: { readonly FileId: string };
}

interface DownloadReply {
  readonly Result: {
    readonly StartIndex: number;
    readonly IsLast: boolean;
    readonly FileSize: number;
    readonly FileName: string;
    readonly FilePart: string;
  };
}

let simulator: KingdeeSimulator;
let client: TestClient;
before(async () => {
  simulator = await startKingdeeSimulator();
  client = new TestClient(simulator);
});
after(() => simulator.close());

async function upload(method: string, part: Buffer, more: object): Promise<string> {
  const data = { FileName: '合同.pdf', SendByte: part.toString('base64'), ...more };
  const reply = await client.call(method, data);
  assert.equal(statusOf(reply).IsSuccess, true, JSON.stringify(reply));
  return (reply as UploadReply).Result.FileId;
}

/** Downloads until the server says that a part is the last. */
async function download(
  fileId: string,
): Promise<{ whole: Buffer; sizes: number[]; reply: DownloadReply }> {
  const parts: Buffer[] = [];
  for (let start = 0; ;) {
    const reply = (await client.call('AttachmentDownLoad', {
      FileId: fileId,
      StartIndex: start,
    })) as DownloadReply;
    parts.push(Buffer.from(reply.Result.FilePart, 'base64'));
    if (reply.Result.IsLast) {
      return { whole: Buffer.concat(parts), sizes: parts.map(({ length }) => length), reply };
    }
    start = reply.Result.StartIndex;
  }
}

describe('a file', () => {
  it('comes back in the parts in which it went up, and hangs on its bill', async () => {
    const number = await client.saveOrder('1');
    const id = (await client.order(number, 'FID'))?.[0];
    const whole = Buffer.from(Array.from({ length: 2500 }, (_, at) => at % 251));
    const bill = { FormId: form, InterId: String(id), BillNO: number };
    const fileId = await upload('AttachmentUpload', whole.subarray(0, 1000), {
      ...bill,
      IsLast: false,
    });
    assert.match(fileId, /^[0-9a-f]{32}$/);
    await upload('AttachmentUpload', whole.subarray(1000, 2000), {
      ...bill,
      IsLast: 'false',
      FileId: fileId,
    });
    await upload('AttachmentUpLoad', whole.subarray(2000), {
      ...bill,
      IsLast: true,
      FileId: fileId,
    });
    const { whole: back, sizes, reply } = await download(fileId);
    assert.ok(back.equals(whole));
    assert.deepEqual(sizes, [1000, 1000, 500]);
    // The last index lies beyond the end of the file: only IsLast ends a download.
    assert.deepEqual([reply.Result.StartIndex, reply.Result.FileSize], [3000, 2500]);
    const path = `control/bills/${account(simulator).acctId}/${form}/${number}`;
    const shown = (await control(simulator, 'GET', path)).reply as { attachments: unknown };
    assert.deepEqual(shown.attachments, [{ id: fileId, name: '合同.pdf' }]);
  });

  it('goes up without a bill too, and is counted as missing when it never did', async () => {
    const fileId = await upload('UpLoadFile', Buffer.from('x'), { IsLast: true });
    const reply = await client.call('GetNotExistsFileIdCount', {
      FileIds: [fileId, 'f'.repeat(32)],
    });
    assert.equal((reply as { Result: { Count: number } }).Result.Count, 1);
  });

  it('is refused without a bill that exists, without content, and after it is complete', async () => {
    const data = { FileName: 'a', FormId: form, InterId: '1', SendByte: 'eA==' };
    assert.equal((await client.status('AttachmentUpload', data)).MsgCode, 10);
    assert.equal((await client.status('UploadFile', { FileName: 'a', SendByte: '' })).MsgCode, 8);
    const fileId = await upload('UploadFile', Buffer.from('x'), { IsLast: true });
    const more = { FileName: 'a', SendByte: 'eA==', FileId: fileId };
    assert.equal((await client.status('UploadFile', more)).MsgCode, 12);
    assert.equal((await client.status('AttachmentDownLoad', { FileId: 'none' })).MsgCode, 10);
  });
});
