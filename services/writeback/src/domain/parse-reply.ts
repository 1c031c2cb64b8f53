import { cleanComment, type Decided } from './erp.js';

/** What a person wrote to the robot, understood. */
export type Reply =
  | {
      readonly kind: 'DECIDE';
      readonly action: Decided;
      /** Bill number in its comparable form. */ readonly number: string | null;
      readonly reason: string | null;
    }
  /** A rejection without its reason. */
  | { readonly kind: 'REASON_MISSING' }
  | { readonly kind: 'UNCLEAR' };

const textLengthMax = 500;
const separator = String.raw`[\s,.:;!，。：；！、~～—-]`;
// A bill number has letters and digits, or is a long number; so "驳回 100 太贵" has a reason, not a number.
const billNumber = String.raw`(?<number>(?=[A-Z0-9_/-]*\d)(?:[A-Z][A-Z0-9_/-]{3,}|\d[\d_/-]{5,}))(?![A-Z0-9])`;
/** In the five languages, whichever the tenant speaks. */
const rejection = String.raw`不同意|[驳駁]回|拒[绝絕]|差し?戻し|却下|否認|(?:từ chối|không đồng ý|REJECT(?:ED)?)(?!\p{L})`;
const approval = String.raw`同意付款|同意|[确確][认認]付款|批准|核准|承認|(?:đồng ý|duyệt|APPROVED?)(?!\p{L})`;
const verb = `(?<verb>${rejection}|${approval})`;
const pattern = new RegExp(
  `^(?:${billNumber.replace('number', 'before')}${separator}*)?${verb}(?<gap>${separator}*)(?:${billNumber})?(?<rest>.*)$`,
  'iu',
);

const rejections = new RegExp(`^(?:${rejection})`, 'iu');
/** After "同意" these turn its meaning, or make a question of it. Nothing is approved on a doubt. */
const doubt = new RegExp(
  [
    ...['[不别別勿没沒未否吗嗎呢么麼?？]', '等|待|先|但|再|除非|如果'],
    ...['ない|ません|まだ|ただし|しかし|けど|けれど|たら|なら|保留|後で|か$'],
    String.raw`(?<!\p{L})(?:not?|don't|but|if|unless|wait)(?!\p{L})`,
    String.raw`(?<!\p{L})(?:không|chưa|đừng|nhưng|nếu|chờ|đợi|khoan|trừ|hủy|huỷ|lại|xem|hả)(?!\p{L})`,
  ].join('|'),
  'iu',
);
const question = /(?:[?？吗嗎か]|(?<!\p{L})không)$/iu;
const particles = /^(?:了|啦|的|吧|啊|哈|です|する|します|しました)?[\s.!。！~～]*$/u;

/**
 * Understands a short reply: a verb, a bill number before or after it if there are several bills, and a reason.
 * Whatever else it might mean is UNCLEAR, because guessing would move money.
 */
export function parseReply(text: string): Reply {
  const line = text
    .slice(0, textLengthMax)
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .replace(/^(?: ?@\S+ )+/u, '')
    .trim();
  const groups = pattern.exec(line)?.groups;
  if (groups === undefined) return { kind: 'UNCLEAR' };

  const { verb: said = '', gap = '', rest = '' } = groups;
  const number = comparableNumber(groups['number'] ?? groups['before'] ?? '') || null;
  const reason = cleanComment(rest.replace(new RegExp(`^${separator}+`, 'u'), '')) || null;
  const apart = gap !== '' || groups['number'] !== undefined || rest === '';

  if (rejections.test(said)) {
    if (question.test(rest)) return { kind: 'UNCLEAR' };
    return reason === null
      ? { kind: 'REASON_MISSING' }
      : { kind: 'DECIDE', action: 'REJECT', number, reason };
  }
  if (doubt.test(rest) || !(apart || particles.test(rest))) return { kind: 'UNCLEAR' };
  return { kind: 'DECIDE', action: 'APPROVE', number, reason: apart ? reason : null };
}

/** Bill numbers as they are compared: what a card shows in full width and what a person types are the same. */
export function comparableNumber(number: string): string {
  return number.normalize('NFKC').trim().toUpperCase();
}
