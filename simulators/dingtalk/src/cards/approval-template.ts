import type { CardTemplate } from './template.js';

const mayDecide = { variable: 'canDecide', equals: 'true' };
const mayOpen = { variable: 'hasLink', equals: 'true' };
/** The facts that are shown in rows; what each is called is a variable too, so that one template serves all languages. */
const rows = ['number', 'amount', 'counterparty', 'department', 'applicant', 'date', 'note'];

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
      'status',
      'statusColor',
      ...rows,
      ...rows.map((name) => `${name}Label`),
      'detail',
      'link',
      'hasLink',
      'openLabel',
      'approveLabel',
      'rejectLabel',
      'reasonLabel',
    ],
    private: ['canDecide', 'approveToken', 'rejectToken'],
  },
  defaults: {
    numberLabel: '单据编号',
    amountLabel: '金额',
    counterpartyLabel: '往来单位',
    departmentLabel: '部门',
    applicantLabel: '申请人',
    dateLabel: '日期',
    noteLabel: '备注',
    approveLabel: '同意',
    rejectLabel: '驳回',
    reasonLabel: '审批意见（驳回时请填写原因）',
    openLabel: '在金蝶中查看',
  },
  components: [
    { type: 'title', text: '${title}' },
    { type: 'status', text: '${status}', color: '${statusColor}' },
    {
      type: 'fields',
      rows: rows.map((name) => ({ label: `\${${name}Label}`, value: `\${${name}}` })),
    },
    { type: 'markdown', text: '${detail}' },
    { type: 'input', placeholder: '${reasonLabel}', visibleWhen: mayDecide },
    {
      type: 'buttons',
      visibleWhen: mayDecide,
      buttons: [
        {
          actionId: 'reject',
          label: '${rejectLabel}',
          style: 'danger',
          params: { action: 'reject', token: '${rejectToken}', reason: '${input}' },
        },
        {
          actionId: 'approve',
          label: '${approveLabel}',
          style: 'primary',
          params: { action: 'approve', token: '${approveToken}', reason: '${input}' },
        },
      ],
    },
    { type: 'link', text: '${openLabel}', url: '${link}', visibleWhen: mayOpen },
  ],
};
