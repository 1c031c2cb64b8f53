import type { Row } from '../database/row.js';
import { decisionNames, statusDigits, type Task } from './task.js';

/** A task as a row of every workflow form; a form shows the keys that it has. */
export function taskRow(task: Task): Row {
  const { instance, state } = task;
  const { bill } = instance;
  return {
    id: task.receiverItemId,
    entries: {},
    values: {
      FASSIGNID: task.assignId,
      FAssignId: task.assignId,
      FActInstId: task.actInstId,
      FReceiverItem_FRECEIVERITEMID: task.receiverItemId,
      FInstCode: instance.code,
      FASSIGNNAME: task.node.name,
      FTitle: `${bill.formName}${bill.number}等待您处理`,
      FCONTENT: `${bill.formName} ${bill.number} ${task.node.name}`,
      FTmpId: instance.workflow.template,
      FObjectTypeId: bill.formId,
      FBillNumber: bill.number,
      FBILLNUMBER: bill.number,
      FKeyValue: String(bill.id),
      FStatus: statusDigits.task[state],
      FActivityStatus: state === 'pending' ? '0' : '1',
      FInstStatus: statusDigits.instance[instance.state],
      FSENDERID: task.senderId,
      FORIGINATORID: instance.originatorId,
      FReceiverId: task.receiverId,
      FDisposition: task.opinion,
      FResultName: task.decision === null ? '' : decisionNames[task.decision],
      FBasePost: '',
      FCREATETIME: task.createdAt,
      FCreateTime: task.createdAt,
      FCompletedTime: task.completedAt,
    },
  };
}
