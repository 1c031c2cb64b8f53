/** Numbers vouchers by organisation and period, from 1 as every month does. */
export class VoucherNumbers {
  readonly #last = new Map<string, number>();

  next(orgId: number, period: string): string {
    const key = `${String(orgId)} ${period}`;
    const number = (this.#last.get(key) ?? 0) + 1;
    this.#last.set(key, number);
    return String(number);
  }
}
