import { readData } from '../data.js';
import { field } from '../http/field.js';

interface MessageTemplate {
  /** How a chat shows it. */
  readonly shownAs: string;
  /** Parameters it cannot do without, with the code that tells of each. */
  readonly required?: Readonly<Record<string, string>>;
  /** Numbered buttons: actionTitle1, actionURL1 and so on. */
  readonly buttons?: { readonly count: number; readonly title: string; readonly url: string };
}

const templates = readData('robot-messages') as Readonly<Record<string, MessageTemplate>>;

export interface RobotMessage {
  /** How a chat shows it: text, markdown, link, actionCard and so on. */
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads `msgKey` and `msgParam`. The code names what does not fit. */
export function readRobotMessage(
  msgKey: string,
  msgParam: string,
): RobotMessage | { code: string } {
  const template = templates[msgKey];
  if (template === undefined) return { code: 'invalidParameter.msgKey.invalid' };
  const content = field.object({ msgParam }, 'msgParam');
  if (content === undefined) return { code: 'invalidParameter.msgParam.invalid' };
  const missing = Object.entries(requiredBy(template)).find(
    ([name]) => field.text(content, name) === undefined,
  );
  return missing === undefined ? { msgtype: template.shownAs, content } : { code: missing[1] };
}

function requiredBy({ buttons, required = {} }: MessageTemplate): Readonly<Record<string, string>> {
  if (buttons === undefined) return required;
  const numbered = Array.from({ length: buttons.count }, (_, at) => [
    [`${buttons.title}${String(at + 1)}`, 'miss.param.actionCardTobtnsTotitle'],
    [`${buttons.url}${String(at + 1)}`, 'miss.param.actionCardTobtnsToactionUrl'],
  ]).flat() as [string, string][];
  return {
    title: 'miss.param.actionCardTotitle',
    text: 'miss.param.actionCardTotext',
    ...Object.fromEntries(numbered),
  };
}
