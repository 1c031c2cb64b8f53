// A program: the stub of the ERP as a process of its own. The parent says by messages what happens in it.
import { systemClock } from '@hub/core';
import { organisations } from '../workload.js';
import { formIds } from './form.js';
import { ErpStub } from './erp-stub.js';
import { StubServer } from './stub-server.js';

/** What the parent may ask for; each is answered with the number of bills it made. */
export type StubOrder =
  /** So many bills of one form, changed over the last year. */
  | { readonly kind: 'fill'; readonly form: string; readonly bills: number }
  /** New bills of all forms in turn, so many a second, for a while. */
  | { readonly kind: 'load'; readonly perSecond: number; readonly forMs: number };

const yearMs = 365 * 86_400_000;
const beatMs = 50;
const erp = new ErpStub();
let documents = 0;

process.once('disconnect', () => process.exit(0));
process.on('message', (message) => {
  void obey(message as StubOrder).then((made) => process.send?.({ made }));
});
process.send?.({ url: await new StubServer(erp).listen() });

async function obey(order: StubOrder): Promise<number> {
  switch (order.kind) {
    case 'fill': {
      const from = systemClock.now() - yearMs;
      const form = formIds.indexOf(order.form);
      for (let index = 0; index < order.bills; index += 1) {
        put(form, from + (index / order.bills) * (yearMs - 3_600_000));
      }
      return order.bills;
    }
    case 'load':
      return load(order.perSecond, order.forMs);
  }
}

async function load(perSecond: number, forMs: number): Promise<number> {
  const startedAt = systemClock.monotonic();
  let made = 0;
  for (;;) {
    const passedMs = Math.min(forMs, systemClock.monotonic() - startedAt);
    for (; made < (passedMs / 1_000) * perSecond; made += 1) {
      put(made % formIds.length, systemClock.now());
    }
    if (passedMs === forMs) return made;
    await systemClock.sleep(beatMs);
  }
}

function put(form: number, at: number): void {
  documents += 1;
  const modifiedAt = Math.floor(at / 1_000) * 1_000;
  const organisation = documents % organisations;
  const document = { form, organisation, documentId: documents, modifiedAt, visibleAt: at };
  erp.apply({ ...document, state: 'approved' });
}
