import type { Check, Finding } from '@hub/source';
import { ask, fine } from './finding.js';
import type { FormShapes } from './form-shapes.js';
import { headColumns } from './head-columns.js';
import type { K3CloudClient } from './k3cloud-client.js';
import { OpenTasks } from './open-tasks.js';
import { endedForm, runningForm } from './workflow.js';

/** One form: whether it is there, has the fields of its file, and may be read. */
export function formCheck(client: K3CloudClient, shapes: FormShapes, form: string): Check {
  return ask(
    `kingdee.form.${form}`,
    { zh: `表单 ${form}`, en: `form ${form}` },
    async (): Promise<Finding> => {
      const shape = await shapes.of(form);
      const { fields } = headColumns(shape);
      await client.query({ form, fields, limit: 1 });
      if (shape.absent.length === 0) return fine('可读，字段齐全', 'can be read, no field missing');
      const left = shape.absent.join(', ');
      return fine(`可读；没有这些可选字段：${left}`, `can be read; without the optional ${left}`);
    },
  );
}

/** Lists of tasks are no part of the published interface: they need rights of their own, and some versions lack them. */
export function workflowCheck(
  client: K3CloudClient,
  shapes: FormShapes,
  forms: readonly string[],
): Check {
  return ask(
    'kingdee.workflow',
    { zh: '审批任务', en: 'workflow tasks' },
    async (): Promise<Finding> => {
      for (const form of [runningForm, endedForm]) {
        await client.query({ form, fields: ['FAssignId'], limit: 1 });
      }
      // Just as ingest asks, which takes another list beside them where they do not name the bill.
      await new OpenTasks(client, shapes).read(forms);
      return fine('可读', 'can be read');
    },
  );
}

export function usersCheck(client: K3CloudClient): Check {
  return ask('kingdee.users', { zh: '用户和员工', en: 'users and employees' }, async () => {
    await client.query({ form: 'SEC_User', fields: ['FUserID', 'FName', 'FPhone'], limit: 1 });
    await client.query({ form: 'BD_Empinfo', fields: ['FID', 'FUserId', 'FMobile'], limit: 1 });
    return fine('可读', 'can be read');
  });
}
