import { byId, element, thousands } from './dom.js';

/** What each view of the side menu shows. */
export const views = {
  todo: { title: '我的待办', fits: (bill, user) => isPendingFor(bill, user) },
  all: { title: '全部单据', fits: () => true },
  PUR_PurchaseOrder: { title: '采购订单', fits: (bill) => bill.form === 'PUR_PurchaseOrder' },
  CN_PAYAPPLY: { title: '付款申请单', fits: (bill) => bill.form === 'CN_PAYAPPLY' },
};

export function isPendingFor(bill, user) {
  return bill.pending.some((person) => person.userName === user?.userName);
}

/** Whether a person may press a button for a bill; the server has the last word. */
export const allowed = {
  submit: (bill) => 'AD'.includes(bill.status) && !bill.voided,
  withdraw: (bill) => bill.status === 'B',
  approve: isPendingFor,
  reject: isPendingFor,
  terminate: isPendingFor,
  amount: (bill) => bill.status !== 'C' && !bill.voided,
  unaudit: (bill) => bill.status === 'C',
  close: (bill) => bill.status === 'C' && !bill.closed,
  void: (bill) => 'ZAD'.includes(bill.status) && !bill.voided,
  delete: (bill) => 'ZAD'.includes(bill.status),
};

export const keyOf = (bill) => `${bill.acctId}/${bill.form}/${String(bill.id)}`;

/** Fills the list; bills in `fresh` light up for a moment. */
export function showBills(bills, { selected, fresh, onSelect }) {
  const rows = bills.map((bill) => {
    const row = billRow(bill);
    if (keyOf(bill) === selected) row.classList.add('selected');
    if (fresh.has(keyOf(bill))) row.classList.add('fresh');
    row.addEventListener('click', () => {
      onSelect(bill);
    });
    return row;
  });
  byId('bills').replaceChildren(...rows);
  byId('empty').hidden = rows.length > 0;
  byId('total').textContent = `共 ${String(rows.length)} 张单据`;
}

function billRow(bill) {
  const people = bill.pending.map((person) => person.name).join('、');
  const cells = [
    bill.number,
    bill.formName,
    bill.applicantName,
    bill.department,
    bill.counterparty,
    element('span', {}, thousands(bill.amount)),
    bill.currency,
    badge(bill),
    bill.node === '' ? '—' : `${bill.node} / ${people}`,
    bill.createdAt.slice(0, 19),
    bill.modifiedAt.slice(0, 19),
  ];
  const row = element('tr', { 'data-number': bill.number, 'data-form': bill.form, tabindex: 0 });
  row.append(
    ...cells.map((cell, index) => element('td', index === 5 ? { class: 'number' } : {}, cell)),
  );
  row.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') row.click();
  });
  return row;
}

function badge(bill) {
  const extra = bill.voided ? ' · 已作废' : bill.closed ? ' · 已关闭' : '';
  const attributes = { class: `badge ${bill.status}`, 'data-status': bill.status };
  return element('span', attributes, bill.statusName + extra);
}

/** The selected bill and the way it went. */
export function showDetail({ bill, history }) {
  const facts = [
    ['单据编号', bill.number],
    ['单据类型', bill.formName],
    ['申请人', bill.applicantName],
    ['部门', bill.department],
    ['往来单位', bill.counterparty],
    ['业务日期', bill.date],
    ['金额', `${thousands(bill.amount)} ${bill.currency}`],
    ['本位币金额', `${thousands(bill.localAmount)}（汇率 ${bill.exchangeRate}）`],
    ['状态', bill.statusName],
    ['审核日期', bill.approvedAt === '' ? '—' : bill.approvedAt.slice(0, 19)],
    ['备注', bill.note === '' ? '—' : bill.note],
  ];
  const list = element(
    'dl',
    { class: 'facts' },
    facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
  const steps = history.filter((task) => task.state !== 'closed').map(routeStep);
  const start = element(
    'li',
    { class: 'approve' },
    `${bill.applicantName} 创建 `,
    when(bill.createdAt),
  );
  byId('detail').replaceChildren(
    element('div', {}, element('h3', {}, `${bill.formName} ${bill.number}`), list),
    element(
      'div',
      {},
      element('h3', {}, '审批路线'),
      element('ul', { class: 'route' }, start, steps),
    ),
  );
  byId('detail').hidden = false;
}

function routeStep(task) {
  const kind =
    task.state === 'pending' ? 'pending' : task.decision === '审核通过' ? 'approve' : 'reject';
  const said = task.opinion === '' ? [] : [element('q', {}, `“${task.opinion}”`)];
  const words = task.state === 'pending' ? '处理中' : task.decision;
  const time = task.state === 'pending' ? task.createdAt : task.completedAt;
  return element(
    'li',
    { class: kind },
    `${task.node} · ${task.name} · ${words} `,
    when(time),
    said,
  );
}

function when(time) {
  return element('span', { class: 'muted' }, time.slice(0, 19));
}
