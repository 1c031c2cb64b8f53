import assert from 'node:assert/strict';
import { after, before, beforeEach } from 'node:test';
import { startDingTalkSimulator, type DingTalkSimulator } from '../index.js';
import { defaultSettings } from '../settings.js';
import { SimulatorClient, type Answer } from './simulator-client.js';

export const path = '/v1.0/workflow/processInstances';
/** Template of a payment request among the seeded ones. */
export const payment = 'PROC-7A1C5E90-3B2D-4F68-9C01-5D7E2A4B8F01';

/** What the form of the payment request holds. */
export const values = [
  { name: '单据编号', value: 'FKSQ000001' },
  { name: '金额', value: '86000.00' },
];

interface Shown {
  status: string;
  result: string;
  createTime: string;
  tasks: { taskId: number; userId: string; status: string; result?: string }[];
  operationRecords: { type: string; userId: string; remark?: string }[];
  formComponentValues: { name: string; value: string }[];
}

/** OA approvals over HTTP, with the settings a simulator starts with. */
export interface ApprovalRig {
  simulator: DingTalkSimulator;
  client: SimulatorClient;
  readonly create: (more?: object) => Promise<Answer>;
  /** Id of an instance that was started. */
  readonly started: (more?: object) => Promise<string>;
  readonly get: (id: string) => Promise<Shown>;
}

/** To be called within a suite; what it gives is there once the tests run. */
export function approvalRig(): ApprovalRig {
  const create = async (more: object = {}): Promise<Answer> =>
    rig.client.api('POST', path, {
      originatorUserId: 'hd0005',
      processCode: payment,
      formComponentValues: values,
      approvers: [{ actionType: 'NONE', userIds: ['hd0003'] }],
      ...more,
    });
  const started = async (more: object = {}): Promise<string> => {
    const { body, text } = await create(more);
    assert.equal(typeof body['instanceId'], 'string', text);
    return body['instanceId'] as string;
  };
  const get = async (id: string): Promise<Shown> => {
    const { body } = await rig.client.api('GET', `${path}?processInstanceId=${id}`);
    assert.equal(body['success'], 'true');
    return body['result'] as Shown;
  };
  const rig = { create, started, get } as ApprovalRig;
  before(async () => {
    rig.simulator = await startDingTalkSimulator();
    rig.client = new SimulatorClient(rig.simulator);
  });
  beforeEach(() => {
    Object.assign(rig.simulator.settings, defaultSettings(), { qpsPerAppAndApi: null });
  });
  after(async () => {
    await rig.simulator.close();
  });
  return rig;
}
