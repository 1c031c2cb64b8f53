import type { Cell } from './exact-json.js';
import { textOf } from './cells.js';
import { literal } from './filter.js';
import type { K3CloudClient } from './k3cloud-client.js';

/** A user of the ERP, with what the employee file says about the same person. */
export interface ErpUser {
  readonly userId: string;
  /** Name the person logs in with. */
  readonly userName: string;
  /** Name of the person. */
  readonly name: string;
  readonly mobile: string | null;
  readonly jobNumber: string | null;
  readonly disabled: boolean;
}

interface Employee {
  readonly jobNumber: string | null;
  readonly name: string | null;
  readonly mobile: string | null;
  readonly former: boolean;
}

const pageRows = 2000;
const pagesMax = 100;

/** All users of the account book, joined with the employees they belong to. */
export async function readUsers(client: K3CloudClient): Promise<readonly ErpUser[]> {
  const employees = new Map<string, Employee>();
  const people = await all(client, 'BD_Empinfo', [
    'FID',
    'FUserId',
    'FStaffNumber',
    'FName',
    'FMobile',
    'FForbidStatus',
  ]);
  for (const [
    ,
    user = null,
    number = null,
    name = null,
    mobile = null,
    forbidden = null,
  ] of people) {
    const userId = textOf(user);
    const employee = {
      jobNumber: textOf(number),
      name: textOf(name),
      mobile: textOf(mobile),
      former: textOf(forbidden) === 'B',
    };
    // A person who came back has two files; the one in force counts.
    if (userId !== null && (employees.get(userId)?.former ?? true)) employees.set(userId, employee);
  }

  const users = await all(client, 'SEC_User', ['FUserID', 'FName', 'FPhone', 'FForbidStatus']);
  return users.map(([id = null, login = null, phone = null, forbidden = null]) => {
    const userId = textOf(id) ?? '';
    const userName = textOf(login) ?? userId;
    const employee = employees.get(userId);
    return {
      userId,
      userName,
      name: employee?.name ?? userName,
      mobile: textOf(phone) ?? employee?.mobile ?? null,
      jobNumber: employee?.jobNumber ?? null,
      disabled: textOf(forbidden) === 'B',
    };
  });
}

/** Reads a whole form in the order of its key, which must be the first field and a whole number. */
async function all(
  client: K3CloudClient,
  form: string,
  fields: readonly string[],
): Promise<readonly (readonly Cell[])[]> {
  const key = fields[0] ?? '';
  const found: (readonly Cell[])[] = [];
  let after = 0;
  for (let page = 0; page < pagesMax; page += 1) {
    const rows = await client.query({
      form,
      fields,
      filter: `${key}>${literal(after)}`,
      order: key,
      limit: pageRows,
    });
    found.push(...rows);
    const last = Number(rows.at(-1)?.[0] ?? after);
    // A page may be shorter than asked for because the site allows fewer rows, so only an empty one ends it.
    if (rows.length === 0 || last <= after) break;
    after = last;
  }
  return found;
}
