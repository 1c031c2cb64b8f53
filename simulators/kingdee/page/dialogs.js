import { byId, element } from './dom.js';

/** Asks for a few values in a dialog; resolves to them, or to undefined when the person gives up. */
function ask(title, fields, confirmLabel) {
  const dialog = byId('dialog');
  const cancel = element('button', { type: 'button' }, '取消');
  const confirm = element('button', { type: 'submit', class: 'primary' }, confirmLabel);
  const form = element(
    'form',
    { method: 'dialog' },
    element('h3', {}, title),
    element(
      'div',
      { class: 'fields' },
      fields.flatMap(({ label, control }) => [
        element('label', { for: control.id }, label),
        control,
      ]),
    ),
    element('div', { class: 'buttons' }, cancel, confirm),
  );
  dialog.replaceChildren(form);
  dialog.returnValue = '';
  return new Promise((resolve) => {
    cancel.addEventListener('click', () => {
      dialog.close();
    });
    form.addEventListener('submit', () => {
      dialog.returnValue = 'confirmed';
    });
    dialog.addEventListener(
      'close',
      () => {
        const values = Object.fromEntries(new FormData(form));
        resolve(dialog.returnValue === 'confirmed' ? values : undefined);
      },
      { once: true },
    );
    dialog.showModal();
  });
}

function choice(id, options, selected) {
  const made = options.map(({ value, label }) =>
    element('option', { value, selected: value === selected }, label),
  );
  return element('select', { id: `field-${id}`, name: id }, made);
}

function entry(id, attributes) {
  return element('input', { id: `field-${id}`, name: id, autocomplete: 'off', ...attributes });
}

const amountAttributes = {
  required: true,
  inputmode: 'decimal',
  pattern: '[0-9]{1,12}([.][0-9]{1,2})?',
  title: '金额，最多两位小数',
};

/** A new bill in a few fields. */
export async function askNewBill(account, user, form) {
  const listed = (rows) => rows.map(({ number, name }) => ({ value: number, label: name }));
  const department = account.departments.find((each) => each.id === user.departmentId);
  const values = await ask(
    '新建单据',
    [
      {
        label: '单据类型',
        control: choice(
          'form',
          account.forms.map(({ id, name }) => ({ value: id, label: name })),
          form,
        ),
      },
      {
        label: '部门',
        control: choice('department', listed(account.departments), department?.number),
      },
      { label: '往来单位', control: choice('supplier', listed(account.suppliers)) },
      { label: '金额', control: entry('amount', { ...amountAttributes, placeholder: '86000.00' }) },
      {
        label: '币别',
        control: choice(
          'currency',
          account.currencies.map((code) => ({ value: code, label: code })),
          account.currency,
        ),
      },
      { label: '备注', control: entry('note', { maxlength: 200 }) },
      {
        label: '保存后',
        control: choice('after', [
          { value: 'submit', label: '立即提交审批' },
          { value: 'keep', label: '只保存' },
        ]),
      },
    ],
    '保存',
  );
  if (values === undefined) return undefined;
  const { after, ...bill } = values;
  return { ...bill, acctId: account.acctId, applicant: user.userName, submit: after === 'submit' };
}

/** The opinion beside a decision. */
export async function askOpinion(title, suggestion) {
  const control = entry('opinion', { value: suggestion, maxlength: 500 });
  return (await ask(title, [{ label: '审批意见', control }], '确定'))?.opinion;
}

export async function askAmount(amount) {
  const control = entry('amount', { ...amountAttributes, value: amount });
  return (await ask('修改金额', [{ label: '新金额', control }], '保存'))?.amount;
}

export async function askSure(title) {
  return (await ask(title, [], '确定')) !== undefined;
}
