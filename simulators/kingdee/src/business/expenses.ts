import { Big } from 'big.js';
import type { Values } from '../database/row.js';
import { bookLater } from './ledger.js';
import type { Clerk } from './organisation.js';
import { decimalOf, linkLines, usualOutcome, write, type Office, type Written } from './office.js';

const places = ['上海', '深圳', '北京', '重庆', '沈阳', '厦门'];
const reasons = ['拜访客户', '参加展会', '设备验收', '部门团建', '采购办公用品', '客户接待'];

interface Trip {
  readonly clerk: Clerk;
  readonly department: number;
  readonly day: number;
  readonly at: number;
  readonly reason: string;
}

/** An expense: sometimes asked for before, always claimed afterwards, owed and paid to the employee. */
export function startExpense(office: Office, day: number): void {
  const { random, diary, organisation } = office;
  const clerk = random.pick(organisation.clerks);
  const department = clerk.departmentId ?? organisation.department('财务部');
  const reason = random.pick(reasons);
  const asked = random.chance(0.25);
  diary.plan(day, (on, at) => {
    const trip = { clerk, department, day: on, at, reason };
    if (asked) {
      if (ask(office, trip)) {
        diary.plan(on + random.int(3, 15), (later, ms) => {
          claim(office, { ...trip, day: later, at: ms });
        });
      }
    } else claim(office, trip);
  });
}

/** Whether the request was granted. */
function ask(office: Office, trip: Trip): boolean {
  const { random } = office;
  const outcome = usualOutcome(random);
  const borrows = random.chance(0.3);
  const request = write(office, {
    form: 'ER_ExpenseRequest',
    department: '财务部',
    at: trip.at,
    outcome,
    head: {
      FStaffID: trip.clerk.employeeId,
      FDeptID: trip.department,
      FCostDeptID: trip.department,
      FTOCONTACTUNITTYPE: 'BD_Empinfo',
      FTOCONTACTUNIT: trip.clerk.employeeId,
      FReason: trip.reason,
      FIsBorrow: borrows,
    },
    entry: 'FEntity',
    lines: [{ FExpenseItemID: expenseItem(office), FEntryOrgAmount: someMoney(office, 1500) }],
  });
  if (outcome === 'audited' && borrows) lend(office, trip, request);
  return outcome === 'audited';
}

function lend(office: Office, trip: Trip, request: Written): void {
  const amount = decimalOf(request.row.values, 'FCheckedOrgAmount');
  office.diary.plan(trip.day + 1, (_, at) => {
    write(office, {
      form: 'AR_OtherRecAble',
      department: '财务部',
      at,
      head: {
        FCONTACTUNITTYPE: 'BD_Empinfo',
        FCONTACTUNIT: trip.clerk.employeeId,
        FDEPARTMENTID: trip.department,
        FENDDATE_H: office.diary.calendar.midnight(trip.day + 60),
        FRemarks: `员工借款 ${request.number}`,
      },
      entry: 'FEntity',
      lines: [{ FAMOUNTFOR_D: amount, FCOSTDEPARTMENTID: trip.department }],
    });
  });
}

function claim(office: Office, trip: Trip): void {
  const { random, diary } = office;
  const travel = random.chance(0.4);
  const outcome = usualOutcome(random);
  const form = travel ? 'ER_ExpReimbursement_Travel' : 'ER_ExpReimbursement';
  const lines = Array.from({ length: random.int(1, 3) }, (): Values => ({
    FExpID: expenseItem(office),
    FExpenseAmount: someMoney(office, travel ? 900 : 400),
    FExpenseDeptEntryID: trip.department,
    FRemark: trip.reason,
    ...(travel ? journey(office, trip.day) : {}),
  }));
  const claimed = write(office, {
    form,
    department: '财务部',
    at: trip.at,
    outcome,
    head: {
      FProposerID: trip.clerk.employeeId,
      FRequestDeptID: trip.department,
      FExpenseDeptID: trip.department,
      FCONTACTUNITTYPE: 'BD_Empinfo',
      FCONTACTUNIT: trip.clerk.employeeId,
      FCausa: trip.reason,
    },
    entry: 'FEntity',
    lines,
  });
  if (outcome !== 'audited') return;
  for (const { values } of claimed.lines) {
    const period = diary.calendar.date(trip.day).slice(0, 7);
    const expense = Number(values['FExpID']);
    const amount = decimalOf(values, 'FExpenseAmount');
    office.budget.spend({ department: trip.department, expense, period }, amount);
  }
  diary.plan(trip.day + 1, (day, at) => {
    owe(office, { ...trip, day, at }, claimed);
  });
}

function journey(office: Office, day: number): Values {
  const { calendar } = office.diary;
  const back = day - office.random.int(1, 5);
  return {
    FTravelStartDate: calendar.midnight(back - office.random.int(0, 3)),
    FTravelEndDate: calendar.midnight(back),
    FTravelStartSite: office.organisation.company.name.slice(0, 2),
    FTravelEndSite: office.random.pick(places),
    FTravelType: '国内出差',
  };
}

function owe(office: Office, trip: Trip, claimed: Written): void {
  const { random, diary } = office;
  const amount = decimalOf(claimed.row.values, 'FReqAmountSum');
  const debt = write(office, {
    form: 'AP_OtherPayable',
    department: '财务部',
    at: trip.at,
    head: {
      FCONTACTUNITTYPE: 'BD_Empinfo',
      FCONTACTUNIT: trip.clerk.employeeId,
      FDEPARTMENTID: trip.department,
      FENDDATE_H: diary.calendar.midnight(trip.day + 15),
      FSOURCEBILLNO: claimed.number,
      FRemarks: trip.reason,
    },
    entry: 'FEntity',
    lines: [{ FTOTALAMOUNTFOR: amount, FCOSTDEPARTMENTID: trip.department }],
  });
  linkLines(office, claimed, debt, 'FTOTALAMOUNTFOR');
  bookLater(office, trip.day, {
    text: `费用报销 ${claimed.number}`,
    source: claimed,
    bookings: [
      {
        account: '6602',
        debit: amount,
        dimension: { 'FDetailID.FFLEX5': trip.department },
      },
      { account: '2241', credit: amount },
    ],
  });
  if (random.chance(0.05)) return;
  diary.plan(trip.day + random.int(1, 8), (_, at) => {
    payBack(office, { ...trip, at }, { claimed, debt, amount });
  });
}

function payBack(
  office: Office,
  trip: Trip,
  { claimed, debt, amount }: { claimed: Written; debt: Written; amount: Big },
): void {
  const payment = write(office, {
    form: 'AP_PAYBILL',
    department: '财务部',
    at: trip.at,
    head: {
      FCONTACTUNITTYPE: 'BD_Empinfo',
      FCONTACTUNIT: trip.clerk.employeeId,
      FRECTUNITTYPE: 'BD_Empinfo',
      FRECTUNIT: trip.clerk.employeeId,
      FDepartment: trip.department,
      FREMARK: trip.reason,
    },
    entry: 'FPAYBILLENTRY',
    lines: [{ FREALPAYAMOUNTFOR_D: amount, FEXPENSEDEPTID_E: trip.department }],
  });
  linkLines(office, debt, payment, 'FREALPAYAMOUNTFOR_D');
  debt.row.values['FWRITTENOFFSTATUS'] = 'C';
  for (const { values } of claimed.lines) {
    values['FPayedAmount'] = decimalOf(values, 'FRequestAmount');
    values['FReimbNotPayAmount'] = new Big(0);
  }
  claimed.row.values['FCloseStatus'] = 'B';
}

function expenseItem({ organisation: { account }, random }: Office): number {
  return Number(random.pick([...account.rows(account.erp.forms.get('BD_Expense'))]).id);
}

function someMoney({ random }: Office, median: number): Big {
  return new Big(Math.max(random.skewed(median, 0.8), 10).toFixed(2));
}
