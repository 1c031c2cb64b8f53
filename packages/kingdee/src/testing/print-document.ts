import type { Decimal } from '@hub/core';
import type { Figure, Money } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';

const momentsOfTheErp: ReadonlySet<string> = new Set(['created', 'approved']);

/** A document as people would write it down, to compare it as a whole. Ids and moments that the ERP makes are left out. */
export function printDocument(document: SourceDocument): object {
  const { summary, people, amounts, figures, lines } = document;
  const days = Object.entries(document.dates).filter(([name]) => !momentsOfTheErp.has(name));
  return {
    form: document.form,
    step: document.step,
    department: document.departmentId === null ? null : 'known',
    summary: {
      ...summary,
      amount: printMoney(summary.amount),
      localAmount: printMoney(summary.localAmount),
      applicant: summary.applicant?.name ?? null,
      date: printDay(summary.date),
    },
    people: mapped(people, ({ name }) => name),
    dates: mapped(Object.fromEntries(days), printDay),
    amounts: mapped(amounts, printMoney),
    figures: mapped(figures, printFigure),
    lines: lines.map(({ lineId, quantity, price, amount, date, ...line }) => ({
      ...line,
      hasId: lineId !== '',
      quantity: printFigure(quantity),
      price: printMoney(price),
      amount: printMoney(amount),
      date: printDay(date),
    })),
  };
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  print: (value: From) => To,
): Record<string, To> {
  const entries = Object.entries(record).map(([name, value]) => [name, print(value)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}

export function printMoney(money: Money | null): string | null {
  return money === null ? null : `${printed(money.amount)} ${money.currency}`;
}

function printFigure(figure: Figure | null): string | null {
  return figure === null ? null : [printed(figure.value), figure.unit ?? ''].join(' ').trim();
}

/** The day in China. */
function printDay(ms: number | null): string | null {
  return ms === null ? null : new Date(ms + 480 * 60_000).toISOString().slice(0, 10);
}

function printed(value: Decimal): string {
  return value.toFixed();
}
