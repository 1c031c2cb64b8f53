import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passesFilters } from './event-filter.js';

const event = 'bpms_task_change';
const data = { processCode: 'PROC-1', bizCategoryId: 'finance', type: 'start', taskId: 67 };

describe('passesFilters', () => {
  const cases = [
    { filters: [], want: true },
    { filters: ['/v1.0/event/bpms_instance_change/type/finish'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/processCode/PROC-1/type/start'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/processCode/PROC-1/type/finish'], want: false },
    { filters: ['/v1.0/event/bpms_task_change/type/{start,finish}'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/type/{finish,cancel}'], want: false },
    { filters: ['/v1.0/event/bpms_task_change/processCode/PROC-*/type/*'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/processCode/PROC-2/**'], want: false },
    { filters: ['/v1.0/event/bpms_task_change/**'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/taskId/67'], want: true },
    { filters: ['/v1.0/event/bpms_task_change/processCode/PROC.1'], want: false },
    {
      filters: [
        '/v1.0/event/bpms_task_change/type/finish',
        '/v1.0/event/bpms_task_change/bizCategoryId/finance',
      ],
      want: true,
    },
  ];

  for (const { filters, want } of cases) {
    it(`${want ? 'lets the event pass' : 'holds the event back'}: ${filters.join(' or ') || 'no filter'}`, () => {
      assert.equal(passesFilters(filters, event, data), want);
    });
  }
});
