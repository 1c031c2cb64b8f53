import type { Control } from './control.js';

/** A bill as the ERP's list shows it. */
export interface ShownBill {
  readonly acctId: string;
  readonly form: string;
  readonly number: string;
  /** FDocumentStatus: A created, B in approval, C audited, D sent back. */
  readonly status: string;
  readonly node: string;
}

export interface ShownTask {
  readonly assignId: string;
  readonly node: string;
  readonly name: string;
  readonly decision: string;
  readonly opinion: string;
}

export interface NewBill {
  readonly form: 'PUR_PurchaseOrder' | 'CN_PAYAPPLY';
  readonly applicant: string;
  readonly amount: string;
  readonly note?: string;
}

/** The ERP client of one account set, as people use it. */
export class Desk {
  readonly #control: Control;
  readonly #acctId: string;

  constructor(control: Control, acctId: string) {
    this.#control = control;
    this.#acctId = acctId;
  }

  /** Creates a bill and submits it. */
  async submit(bill: NewBill): Promise<ShownBill> {
    const answer = await this.#control.post('control/bills', { acctId: this.#acctId, ...bill });
    return (answer as { bill: ShownBill }).bill;
  }

  async look({
    form,
    number,
  }: ShownBill): Promise<{ bill: ShownBill; history: readonly ShownTask[] }> {
    const answer = await this.#control.get(`control/bills/${this.#acctId}/${form}/${number}`);
    return answer as { bill: ShownBill; history: readonly ShownTask[] };
  }

  /** Does something to a bill inside the ERP, as a person: approve, reject, withdraw, delete … */
  async act(
    { form, number }: ShownBill,
    step: string,
    body: { by: string; opinion?: string; amount?: string },
  ): Promise<void> {
    await this.#control.post(`control/bills/${this.#acctId}/${form}/${number}/${step}`, body);
  }
}
