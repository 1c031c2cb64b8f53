import type { AccountSet, Erp } from '../database/account-set.js';
import { seedAccount } from '../database/seed-account.js';
import { seedBills } from '../database/seed-bills.js';
import { accountBooks, companiesOf } from './companies.js';
import { generateBusiness } from './generate-business.js';

/** How much business the simulated group has behind it. */
export interface BusinessOptions {
  /** The same seed gives the same business; 1 when absent. */
  readonly seed?: number;
  /** Companies in all, 1 to 500; 2 when absent. */
  readonly subsidiaries?: number;
  /** How many companies share an account book as its organisations; 1 when absent. The two seeded ones never share. */
  readonly organisationsPerAccount?: number;
  /** Calendar days of history, up to 1500; 365 when absent, 0 for none. */
  readonly days?: number;
  /** Mean number of bills per organisation and workday, up to 500; 5 when absent. */
  readonly billsPerDay?: number;
  /** Bills per organisation that wait for approval at the start; none when absent. */
  readonly openApprovals?: number;
}

const limits = {
  seed: [0, 2 ** 32 - 1],
  subsidiaries: [1, 500],
  organisationsPerAccount: [1, 500],
  days: [0, 1500],
  billsPerDay: [0, 500],
  openApprovals: [0, 1000],
} as const;

const standard: Required<BusinessOptions> = {
  seed: 1,
  subsidiaries: 2,
  organisationsPerAccount: 1,
  days: 365,
  billsPerDay: 5,
  openApprovals: 0,
};

/** Builds the account books of the group with their year of business. Throws for a number out of its range. */
export function createAccounts(erp: Erp, options: BusinessOptions = {}): readonly AccountSet[] {
  const wanted = { ...standard, ...options };
  check(wanted);
  const books = accountBooks(companiesOf(wanted.subsidiaries), wanted.organisationsPerAccount);
  return books.map((companies, index) => {
    const account = seedAccount(erp, companies, index);
    generateBusiness(account, wanted);
    seedBills(account);
    return account;
  });
}

function check(options: Required<BusinessOptions>): void {
  for (const [name, [low, high]] of Object.entries(limits)) {
    const value = options[name as keyof BusinessOptions];
    const whole = name === 'billsPerDay' || Number.isInteger(value);
    if (whole && value >= low && value <= high) continue;
    throw new Error(
      `business.${name} is ${String(value)}; give a ${name === 'billsPerDay' ? '' : 'whole '}number from ${String(low)} to ${String(high)}`,
    );
  }
}
