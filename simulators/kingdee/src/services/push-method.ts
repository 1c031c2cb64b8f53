import type { Session } from '../auth/sessions.js';
import type { Conversion } from '../bills/conversion.js';
import { listOf, requireBatchSize, selectBills } from '../bills/for-each-bill.js';
import { pushBills, type Pushed } from '../bills/push-bill.js';
import { BusinessError, msgCode } from '../business-error.js';
import type { Row } from '../database/row.js';
import type { Form } from '../forms/form.js';
import type { Json } from '../protocol/json.js';
import type { SessionMethod } from '../protocol/method.js';
import { asObject } from '../protocol/request-body.js';
import { responseStatus, resultReply, type CallResult } from '../protocol/response-status.js';
import { textOf } from '../text.js';
import { actorOf } from './bill-methods.js';
import { flag } from './flag.js';
import { openForm } from './open-form.js';

type Data = Readonly<Record<string, unknown>>;

/** Push: makes the bills that follow from others by a conversion rule. */
export const push: SessionMethod = {
  kind: 'session',
  name: 'Push',
  parameters: ['formId', 'data'],
  errors: 'object',
  handle: ({ session, arguments: [formId, given] }) => {
    const form = openForm(session, formId, 'Push');
    const data = asObject(given);
    const conversion = findConversion(session, form, data);
    const entryIds = listOf(data['EntryIds']).map(Number);
    const bills =
      entryIds.length > 0 ? billsOf(session, form, entryIds) : named(session, form, data);
    const pushed = pushBills(session.account, actorOf(session), {
      conversion,
      bills,
      entryIds,
      draftWhenSaveFails: flag(data['IsDraftWhenSaveFail'], false),
    });
    return reply(session, conversion, pushed);
  },
};

/** By RuleId, by TargetFormId, or the default rule when the caller asks for that. */
function findConversion(session: Session, form: Form, data: Data): Conversion {
  const { conversions } = session.account.erp;
  const own = conversions.filter(({ from }) => from === form.id);
  const [rule, target] = [textOf(data['RuleId']), textOf(data['TargetFormId'])];
  const byDefault = flag(data['IsEnableDefaultRule'], false);
  const found =
    rule !== ''
      ? own.find(({ id }) => id.toUpperCase() === rule.toUpperCase())
      : target !== ''
        ? own.find(({ to }) => to.toUpperCase() === target.toUpperCase())
        : own.find(({ isDefault }) => byDefault && isDefault === true);
  if (found !== undefined) return found;
  if (rule === '' && target === '' && !byDefault) {
    throw new BusinessError(
      msgCode.parameter,
      '转换规则内码（RuleId）、目标单据标识（TargetFormId）与启用默认规则（IsEnableDefaultRule）不能同时为空。',
    );
  }
  const wanted = rule === '' ? target : rule;
  throw new BusinessError(msgCode.noData, `${form.name}没有可用的转换规则“${wanted}”。`);
}

function named(session: Session, form: Form, data: Data): readonly Row[] {
  return selectBills(session.account, form, data).flatMap(({ row }) => row ?? []);
}

/** EntryIds exclude Ids and Numbers: the bills are those that hold the rows. */
function billsOf(session: Session, form: Form, entryIds: readonly number[]): readonly Row[] {
  requireBatchSize(session.account, entryIds.length);
  const bills = [...session.account.rows(form)].filter((row) =>
    Object.values(row.entries).some((rows) => rows.some(({ id }) => entryIds.includes(id))),
  );
  if (bills.length > 0) return bills;
  throw new BusinessError(msgCode.noData, `${form.name}的分录“${entryIds.join(',')}”不存在。`);
}

function reply(session: Session, conversion: Conversion, { rows, refusals }: Pushed): Json {
  const { account } = session;
  const target = account.erp.forms.get(conversion.to);
  const [first] = refusals;
  const result: CallResult = {
    successes: rows.map((row, index) => ({
      id: row.id,
      number: account.numberOf(target, row),
      index,
    })),
    errors: refusals.map(({ fieldName, message }, index) => ({ fieldName, message, index })),
    code: first?.code ?? msgCode.none,
  };
  const converted = { successes: [], errors: [], code: msgCode.none };
  return resultReply(result, { ConvertResponseStatus: responseStatus(converted) });
}
