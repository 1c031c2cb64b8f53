// The window of a person in a simulated ERP: what is there, and what can be done with it.
const at = (id) => document.getElementById(id);
let companies = [];

async function ask(path, method = 'GET', body) {
  const options =
    body === undefined
      ? { method }
      : { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(path, options);
  const reply = await response.json();
  at('said').textContent = response.ok ? '' : reply.error;
  return reply;
}

function cell(...content) {
  const made = document.createElement('td');
  made.append(...content);
  return made;
}

function pre(value) {
  const made = document.createElement('pre');
  made.textContent = JSON.stringify(value, null, 1);
  return made;
}

function options(select, values) {
  select.replaceChildren(
    ...values.map(({ value, text }) => {
      const made = document.createElement('option');
      made.value = value;
      made.textContent = text;
      return made;
    }),
  );
}

const company = () => companies.find(({ key }) => key === at('company').value);
const form = () => company().forms.find(({ object }) => object === at('object').value);
const place = () => `/control/bills/${company().key}/${encodeURIComponent(form().object)}`;

async function showBills() {
  const { bills } = await ask(place());
  const rows = bills.toReversed().map((bill) => {
    const row = document.createElement('tr');
    const offered = form().operations.filter(({ operation }) => operation !== 'change');
    const buttons = offered.map(({ operation, title }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = title;
      button.addEventListener('click', async () => {
        await ask(`${place()}/${encodeURIComponent(bill.number)}/${operation}`, 'POST', {});
        const said = at('said').textContent;
        await showBills();
        at('said').textContent = said;
      });
      return button;
    });
    row.append(
      cell(String(bill.number)),
      cell(pre({ ...bill.head, ...bill.entries })),
      cell(...buttons),
    );
    return row;
  });
  at('bills').replaceChildren(...rows);
}

async function start() {
  ({ companies } = await ask('/control/companies'));
  options(
    at('company'),
    companies.map(({ key, name }) => ({ value: key, text: name })),
  );
  const forms = () =>
    options(
      at('object'),
      company().forms.map(({ object, name }) => ({ value: object, text: `${name} ${object}` })),
    );
  forms();
  at('company').addEventListener('change', () => {
    forms();
    void showBills();
  });
  at('object').addEventListener('change', () => void showBills());
  await showBills();
  const follow = new EventSource('/control/journal/live?after=0');
  follow.addEventListener('message', ({ data }) => {
    const { at: when, kind, data: what } = JSON.parse(data);
    const line = `${new Date(when).toLocaleTimeString('zh-CN')} ${kind} ${what.operation ?? ''} ${what.number ?? ''}`;
    at('journal').textContent = `${line}\n${at('journal').textContent}`.slice(0, 20000);
  });
}

void start();
