import type { Finding, FormPass } from '../reconcile/form-pass.js';
import { Settled } from '../reconcile/form-pass.js';
import { reconcileForm } from '../reconcile/reconcile-form.js';
import type { MemoryAccount } from './memory-account.js';

const dayMs = 86_400_000;

/** One pass over a book in memory, with time running until it is over. */
export async function reconciled(
  account: MemoryAccount,
  over: Partial<FormPass> & { readonly form?: string } = {},
): Promise<Finding[]> {
  const setting = { language: 'zh-CN', windowMs: 60 * dayMs, begunAt: 0 };
  const run = reconcileForm({
    account: account.scope,
    form: 'PUR_PurchaseOrder',
    scopes: account.tenants,
    settings: new Map(account.tenants.map(({ tenant }) => [tenant, setting])),
    settled: new Settled(),
    settleMs: 60_000,
    withTotals: true,
    signal: new AbortController().signal,
    ...over,
  });
  return withTime(account, run);
}

/** Lets time pass until something is over. */
export async function withTime<Result>(
  { clock }: MemoryAccount,
  run: Promise<Result>,
): Promise<Result> {
  const running = { yet: true };
  void run.finally(() => {
    running.yet = false;
  });
  while (running.yet) await clock.advance(1_000);
  return run;
}

/** As `kind documentId`, in order. */
export function namesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ kind, documentId }) => `${kind} ${documentId}`).toSorted();
}
