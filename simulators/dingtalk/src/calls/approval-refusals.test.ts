import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { approvalRig, path, payment, values } from '../testing/approval-rig.js';

const seal = 'PROC-7A1C5E90-3B2D-4F68-9C01-5D7E2A4B8F02';

describe('what OA approvals refuse, and their forms', () => {
  const rig = approvalRig();
  const { create, started, get } = rig;

  const bad: [string, object, string][] = [
    ['an unknown template', { processCode: 'PROC-X' }, 'processCodeError'],
    ['an originator who is nobody', { originatorUserId: 'x' }, 'invalidParameter'],
    [
      'neither approvers nor department',
      { approvers: undefined },
      'processInstanceInvalidParameter',
    ],
    ['a department of others', { deptId: 99 }, 'processInstanceInvalidParameter'],
    [
      'an approver who is nobody',
      { approvers: [{ actionType: 'OR', userIds: ['x'] }] },
      'processInstanceInvalidParameter',
    ],
    ['another agent', { microappAgentId: 5 }, 'invalidAgentId'],
    [
      'a number in words',
      { formComponentValues: [values[0], { name: '金额', value: '很多' }] },
      'formConverterError',
    ],
    [
      'a component that is not there',
      { formComponentValues: [...values, { name: '无', value: '1' }] },
      'formConverterError',
    ],
    ['a missing component', { formComponentValues: [values[0]] }, 'formConverterError'],
    [
      'a choice that is none',
      { formComponentValues: [...values, { name: '付款方式', value: '借' }] },
      'formConverterError',
    ],
    [
      'a form without the approver to choose',
      { processCode: seal, approvers: undefined, deptId: -1, formComponentValues: [] },
      'targetSelectApproverMissing',
    ],
  ];
  for (const [what, more, code] of bad) {
    it(`refuses ${what} with ${code}`, async () => {
      const { body, status } = await create(more);
      assert.deepEqual([status, body['code']], [400, code]);
    });
  }

  it('shows its forms, takes new ones, and none that is switched off', async () => {
    const query = new URLSearchParams({ processCode: payment }).toString();
    const schema = await rig.client.api(
      'GET',
      `/v1.0/workflow/forms/schemas/processCodes?${query}`,
    );
    const { items, title } = (
      schema.body['result'] as {
        schemaContent: { title: string; items: { componentName: string }[] };
      }
    ).schemaContent;
    assert.deepEqual([title, items[0]?.componentName, items.length], ['付款申请', 'TextField', 6]);
    const made = await rig.client.api('POST', '/v1.0/workflow/forms', {
      name: '自定义',
      formComponents: [
        {
          componentType: 'TextField',
          props: { componentId: 'T-1', label: '编号', required: true },
        },
      ],
    });
    const { processCode } = made.body['result'] as { processCode: string };
    const id = await started({ processCode, formComponentValues: [{ id: 'T-1', value: '1' }] });
    assert.equal((await get(id)).formComponentValues[0]?.name, '编号');
    const { corpId } = rig.client.organisation;
    const off = { name: '自定义', enabled: false, components: [], flow: [] };
    await rig.client.control(
      'PUT',
      `/control/organisations/${corpId}/approval-templates/${processCode}`,
      off,
    );
    assert.equal((await create({ processCode })).body['code'], 'processGetFailed');
  });

  it('needs the permission to read and the permission to write', async () => {
    const { appKey, corpId } = rig.client.organisation;
    const app = `/control/organisations/${corpId}/apps/${appKey}`;
    const { body: before } = await rig.client.control('GET', `/control/organisations/${corpId}`);
    const [{ scopes } = { scopes: [] }] = before['apps'] as { scopes: string[] }[];
    await rig.client.control('PUT', app, { scopes: ['Workflow.Instance.Read'] });
    const refused = await create();
    const unknown = await rig.client.api('GET', `${path}?processInstanceId=x`);
    await rig.client.control('PUT', app, { scopes });
    assert.deepEqual(refused.body['accessdenieddetail'], {
      requiredScopes: ['Workflow.Instance.Write'],
    });
    assert.equal(unknown.body['code'], 'processInstanceNotExist');
  });
});
