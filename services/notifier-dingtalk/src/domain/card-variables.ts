import { cutToBytes, inMarkdown } from '@hub/core';
import { limits } from './channel-words.js';
import { rowFields, type Message, type Params } from './message.js';

/** A variable of the card template, as it is declared in DingTalk's card builder. */
export interface CardVariable {
  readonly name: string;
  /** Private ones differ from person to person, and hide public ones of the same name. */
  readonly private: boolean;
  readonly says: string;
  readonly example: string;
}

/** The public variables of a card. Nobody can decide but by what is private to him. */
export function cardParams(message: Message): Params {
  const { title, statusColor, link, labels, buttons } = message;
  return {
    title: cardText(title),
    ...Object.fromEntries(rowFields.map((field) => [field, cardText(message[field])])),
    ...cardStatus(message),
    ...{ statusColor, link },
    ...Object.fromEntries(rowFields.map((field) => [`${field}Label`, labels[field]])),
    approveLabel: buttons.approve,
    rejectLabel: buttons.reject,
    reasonLabel: buttons.reason,
    openLabel: buttons.open,
    hasLink: String(link !== ''),
    canDecide: 'false',
  };
}

/** Where a document stands, as a card shows it. */
export function cardStatus({ status, detail }: Pick<Message, 'status' | 'detail'>): {
  readonly status: string;
  readonly detail: string;
} {
  return { status: cardText(status), detail: cardText(detail) };
}

/** Whoever builds the card may put any variable into a markdown component. */
function cardText(text: string): string {
  return cutToBytes(inMarkdown(text), limits.cardVariableBytes);
}

/** Every variable of the card template, in the order of the card. All are strings, as DingTalk wants them. */
export const cardVariables: readonly CardVariable[] = [
  shown('title', 'what the card is about', '采购订单待审批'),
  shown('status', 'where the document stands', '待审批'),
  shown('statusColor', 'colour of the status', '#FF9D46'),
  ...[
    shown('number', 'number of the document', 'CGDD000186'),
    shown('amount', 'exact amount with its currency', '86,000.00 CNY'),
    shown('counterparty', 'supplier, customer or payee', '苏州恒力轴承有限公司'),
    shown('department', 'department', '采购部'),
    shown('applicant', 'who created the document', '李晓梅'),
    shown('date', 'business date in the time zone of the tenant', '2026-11-02'),
    shown('note', 'free text of the document', '加急'),
  ],
  ...[
    shown('numberLabel', 'what the number is called', '单据编号'),
    shown('amountLabel', 'what the amount is called', '金额'),
    shown('counterpartyLabel', 'what the counterparty is called', '供应商'),
    shown('departmentLabel', 'what the department is called', '部门'),
    shown('applicantLabel', 'what the applicant is called', '申请人'),
    shown('dateLabel', 'what the date is called', '采购日期'),
    shown('noteLabel', 'what the note is called', '备注'),
  ],
  shown('detail', 'by whom, when and why; or figures and dates', '王芳 2026-11-02 14:30'),
  shown('link', 'opens the document in Kingdee', 'dingtalk://dingtalkclient/page/link?url=…'),
  shown('hasLink', 'true when there is a document to open', 'true'),
  shown('openLabel', 'on the button that opens it', '在金蝶中查看'),
  shown('approveLabel', 'on the button that approves', '同意'),
  shown('rejectLabel', 'on the button that rejects', '驳回'),
  shown('reasonLabel', 'in the empty input of the reason', '审批意见（驳回时请填写原因）'),
  own('canDecide', 'true for whoever may decide now: shows input and buttons', 'true'),
  own('approveToken', 'proof of the button that approves', ''),
  own('rejectToken', 'proof of the button that rejects', ''),
];

function shown(name: string, says: string, example: string): CardVariable {
  return { name, private: false, says, example };
}

function own(name: string, says: string, example: string): CardVariable {
  return { name, private: true, says, example };
}
