/** Calls the control interface; throws with the server's own words when it refuses. */
async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const reply = await response.json();
  if (!response.ok) throw new Error(reply.error);
  return reply;
}

const pathOf = (bill) => `/control/bills/${bill.acctId}/${bill.form}/${String(bill.id)}`;

export const loadAccounts = async () => (await call('GET', '/control/accounts')).accounts;

export const loadBills = async (acctId) =>
  (await call('GET', `/control/bills?limit=1000&acctId=${acctId}`)).bills;

export const loadBill = (bill) => call('GET', pathOf(bill));

export const createBill = (bill) => call('POST', '/control/bills', bill);

/** Does a step of a person's: `submit`, `approve` and so on. */
export const doStep = (bill, step, body) => call('POST', `${pathOf(bill)}/${step}`, body);

export const loadClock = () => call('GET', '/control/clock');

/** Follows the journal; the browser reconnects by itself and goes on where it was. */
export function followJournal({ onEntry, onState }) {
  const source = new EventSource('/control/journal/live');
  source.onopen = () => {
    onState(true);
  };
  source.onerror = () => {
    onState(false);
  };
  source.onmessage = (message) => {
    onEntry(JSON.parse(message.data));
  };
}
