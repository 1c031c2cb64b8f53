/** The message templates of application robots, with the parameters each cannot do without. */
const required: Readonly<Record<string, readonly string[]>> = {
  sampleText: ['content'],
  // Field clients send markdown without a title, and it arrives.
  sampleMarkdown: ['text'],
  sampleImageMsg: ['photoURL'],
  sampleLink: ['text', 'title', 'messageUrl'],
  sampleActionCard: ['title', 'text', 'singleTitle', 'singleURL'],
  sampleActionCard2: ['title', 'text', 'actionTitle1', 'actionURL1', 'actionTitle2', 'actionURL2'],
  sampleActionCard3: ['title', 'text', 'actionTitle1', 'actionURL1', 'actionTitle2', 'actionURL2'],
  sampleActionCard4: ['title', 'text', 'actionTitle1', 'actionURL1', 'actionTitle2', 'actionURL2'],
  sampleActionCard5: ['title', 'text', 'actionTitle1', 'actionURL1', 'actionTitle2', 'actionURL2'],
  sampleActionCard6: ['title', 'text', 'buttonTitle1', 'buttonUrl1', 'buttonTitle2', 'buttonUrl2'],
  sampleAudio: ['mediaId', 'duration'],
  sampleFile: ['mediaId', 'fileName', 'fileType'],
  sampleVideo: [],
};

const shownAs: Readonly<Record<string, string>> = {
  sampleText: 'text',
  sampleMarkdown: 'markdown',
  sampleImageMsg: 'image',
  sampleLink: 'link',
  sampleAudio: 'audio',
  sampleFile: 'file',
  sampleVideo: 'video',
};

export interface RobotMessage {
  /** How a chat shows it: text, markdown, link, actionCard and so on. */
  readonly msgtype: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads `msgKey` and `msgParam`. The answer names what does not fit. */
export function readRobotMessage(
  msgKey: string,
  msgParam: string,
): RobotMessage | 'unknown-key' | 'bad-param' {
  const names = required[msgKey];
  if (names === undefined) return 'unknown-key';
  let content: unknown;
  try {
    content = JSON.parse(msgParam);
  } catch {
    return 'bad-param';
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return 'bad-param';
  const fields = content as Record<string, unknown>;
  const complete = names.every((name) => fields[name] !== undefined && fields[name] !== '');
  return complete ? { msgtype: shownAs[msgKey] ?? 'actionCard', content: fields } : 'bad-param';
}
