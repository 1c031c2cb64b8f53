import {
  createBill,
  doStep,
  followJournal,
  loadAccounts,
  loadBill,
  loadBills,
  loadClock,
} from './control.js';
import { askAmount, askNewBill, askOpinion, askSure } from './dialogs.js';
import { byId, element, toast } from './dom.js';
import { allowed, isPendingFor, keyOf, showBills, showDetail, views } from './views.js';

const reloadDelayMs = 80;
const eventNames = {
  'bill.saved': '保存',
  'bill.submitted': '提交',
  'bill.node.decided': '审批',
  'bill.audited': '审核完成',
  'bill.rejected': '驳回',
  'bill.terminated': '终止流程',
  'bill.withdrawn': '撤销',
  'bill.unaudited': '反审核',
  'bill.deleted': '删除',
  'bill.void': '作废',
  'bill.close': '关闭',
};

/** What the page knows. Choices are kept in the address, so that a reload shows the same. */
const state = { accounts: [], bills: [], selected: undefined, fresh: new Set(), offsetMs: 0 };
const choices = new URLSearchParams(location.search);

const account = () => state.accounts.find((each) => each.acctId === byId('account').value);
const user = () => account()?.people.find((each) => each.userName === byId('user').value);
const view = () => choices.get('view') ?? 'all';
const selectedBill = () => state.bills.find((bill) => keyOf(bill) === state.selected);

function remember(name, value) {
  choices.set(name, value);
  history.replaceState(null, '', `?${choices.toString()}`);
}

async function start() {
  state.accounts = await loadAccounts();
  fillSelect(
    'account',
    state.accounts.map((each) => [each.acctId, each.name]),
    'account',
  );
  fillUsers();
  byId('account').addEventListener('change', () => {
    remember('account', byId('account').value);
    state.selected = undefined;
    fillUsers();
    void reload();
  });
  byId('user').addEventListener('change', () => {
    remember('user', byId('user').value);
    render();
  });
  byId('status').addEventListener('change', render);
  byId('search').addEventListener('input', render);
  for (const button of document.querySelectorAll('[data-view]')) {
    button.addEventListener('click', () => {
      remember('view', button.dataset.view);
      render();
    });
  }
  for (const button of document.querySelectorAll('[data-action]')) {
    button.addEventListener('click', () => void act(button.dataset.action));
  }
  followJournal({ onEntry: hear, onState: showConnection });
  await reload();
}

function fillSelect(id, pairs, remembered) {
  const wanted = choices.get(remembered);
  byId(id).replaceChildren(
    ...pairs.map(([value, label]) =>
      element('option', { value, selected: value === wanted }, label),
    ),
  );
}

function fillUsers() {
  const people = account().people.filter((each) => each.departmentId !== null);
  const label = (each) =>
    `${each.name}${each.roles.length > 0 ? `（${each.roles.join('、')}）` : ''}`;
  fillSelect(
    'user',
    people.map((each) => [each.userName, label(each)]),
    'user',
  );
}

async function reload() {
  [state.bills] = await Promise.all([loadBills(byId('account').value), readClock()]);
  render();
  await showSelected();
}

function render() {
  const me = user();
  const { title, fits } = views[view()] ?? views.all;
  const status = byId('status').value;
  const words = byId('search').value.trim().toLowerCase();
  const shown = state.bills.filter(
    (bill) =>
      fits(bill, me) &&
      (status === '' || bill.status === status) &&
      [bill.number, bill.applicantName, bill.counterparty].join(' ').toLowerCase().includes(words),
  );
  const todo = state.bills.filter((bill) => isPendingFor(bill, me)).length;
  byId('view-title').textContent = title;
  byId('todo-count').textContent = String(todo);
  byId('todo-count').classList.toggle('none', todo === 0);
  byId('avatar').textContent = me?.name.slice(0, 1) ?? '';
  for (const button of document.querySelectorAll('[data-view]')) {
    button.classList.toggle('active', button.dataset.view === view());
  }
  showBills(shown, { selected: state.selected, fresh: state.fresh, onSelect: select });
  state.fresh = new Set();
  allowButtons();
}

function allowButtons() {
  const bill = selectedBill();
  for (const button of document.querySelectorAll('[data-action]')) {
    const rule = allowed[button.dataset.action];
    if (rule !== undefined) button.disabled = bill === undefined || !rule(bill, user());
  }
}

function select(bill) {
  state.selected = keyOf(bill);
  render();
  void showSelected();
}

async function showSelected() {
  const bill = selectedBill();
  byId('detail').hidden = bill === undefined;
  if (bill !== undefined) showDetail(await loadBill(bill));
}

async function act(action) {
  try {
    const done = action === 'create' ? await create() : await change(action, selectedBill());
    if (done) await reload();
  } catch (error) {
    toast(error.message, true);
  }
}

async function create() {
  const form = view() === 'CN_PAYAPPLY' ? 'CN_PAYAPPLY' : 'PUR_PurchaseOrder';
  const described = await askNewBill(account(), user(), form);
  if (described === undefined) return false;
  const { bill } = await createBill(described);
  state.selected = keyOf(bill);
  toast(`${bill.formName}${bill.number}已保存${bill.status === 'B' ? '并提交审批' : ''}`);
  return true;
}

async function change(action, bill) {
  const given = await askFor(action, bill);
  if (given === undefined) return false;
  await doStep(bill, action, { by: user().userName, ...given });
  toast(`${bill.formName}${bill.number}：操作成功`);
  return true;
}

/** What a step needs to know from the person; undefined when he gives up. */
async function askFor(action, bill) {
  const opinions = { approve: '同意', reject: '', terminate: '' };
  if (action in opinions) {
    const title = { approve: '审核', reject: '驳回', terminate: '终止流程' }[action];
    const opinion = await askOpinion(`${title} ${bill.number}`, opinions[action]);
    return opinion === undefined ? undefined : { opinion };
  }
  if (action === 'amount') {
    const amount = await askAmount(bill.amount);
    return amount === undefined ? undefined : { amount };
  }
  if (action === 'delete' || action === 'void') {
    const title = action === 'delete' ? '删除' : '作废';
    return (await askSure(`确定${title}${bill.formName} ${bill.number}？`)) ? {} : undefined;
  }
  return {};
}

let pendingReload;

/** Reloads once after a burst of changes. */
function hear({ kind, data }) {
  if (!(kind in eventNames) || data.acctId !== byId('account').value) return;
  state.fresh.add(`${data.acctId}/${data.form}/${String(data.id)}`);
  byId('event').textContent =
    `${data.number ?? ''} ${eventNames[kind]} · ${data.by ?? ''}（${data.via ?? ''}）`;
  clearTimeout(pendingReload);
  pendingReload = setTimeout(() => void reload(), reloadDelayMs);
}

function showConnection(isOn) {
  byId('live').textContent = isOn ? '实时更新中' : '连接已断开，正在重连';
  byId('live').classList.toggle('on', isOn);
  if (isOn) void readClock();
}

async function readClock() {
  const { now } = await loadClock();
  state.offsetMs = now - Date.now();
  clearTimeout(nextTick);
  showClock();
}

let nextTick;

function showClock() {
  const now = new Date(Date.now() + state.offsetMs);
  byId('clock').textContent = now.toLocaleString('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour12: false,
  });
  nextTick = setTimeout(showClock, 1000);
}

await start();
