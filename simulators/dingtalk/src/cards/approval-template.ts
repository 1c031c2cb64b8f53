import type { CardTemplate } from './template.js';

const mayDecide = { variable: 'canDecide', equals: 'true' };

/**
 * The approval card that every seeded organisation has, after the pattern of the official guide: the state is public
 * data, and private data decides who sees the buttons.
 */
export const approvalTemplate: CardTemplate = {
  id: 'approval.schema',
  name: '单据审批',
  published: true,
  variables: {
    public: [
      'title',
      'number',
      'amount',
      'counterparty',
      'department',
      'applicant',
      'date',
      'note',
      'status',
      'statusColor',
      'detail',
    ],
    private: ['canDecide', 'approveToken', 'rejectToken'],
  },
  components: [
    { type: 'title', text: '${title}' },
    { type: 'status', text: '${status}', color: '${statusColor}' },
    {
      type: 'fields',
      rows: [
        { label: '单据编号', value: '${number}' },
        { label: '金额', value: '${amount}' },
        { label: '往来单位', value: '${counterparty}' },
        { label: '部门', value: '${department}' },
        { label: '申请人', value: '${applicant}' },
        { label: '日期', value: '${date}' },
        { label: '备注', value: '${note}' },
      ],
    },
    { type: 'markdown', text: '${detail}' },
    { type: 'input', placeholder: '审批意见（驳回时请填写原因）', visibleWhen: mayDecide },
    {
      type: 'buttons',
      visibleWhen: mayDecide,
      buttons: [
        {
          actionId: 'reject',
          label: '驳回',
          style: 'danger',
          params: { action: 'reject', token: '${rejectToken}', reason: '${input}' },
        },
        {
          actionId: 'approve',
          label: '同意',
          style: 'primary',
          params: { action: 'approve', token: '${approveToken}', reason: '${input}' },
        },
      ],
    },
  ],
};
