/** Where people open the bills of a tenant. */
export interface BillLinks {
  /** Address of K3Cloud as phones reach it; ends in /k3cloud/. */
  readonly base: string;
  /** Path below it, with `{form}`, `{documentId}`, `{acctId}` and `{ud}` as slots. */
  readonly path: string;
  readonly acctId: string;
  /** Forms whose bills live there; a stock or a tax filing is no bill to open. */
  readonly forms: ReadonlySet<string>;
  /** True: beside the chat on a computer; false: in the browser. */
  readonly besideChat: boolean;
}

/** The longest URL that every place for one takes: single_url of a work notification (dingtalk.md 2.1). */
const urlLengthMax = 500;
const idPattern = /^[A-Za-z0-9-]{1,64}$/;

/**
 * The address of a bill, made by the hub alone: form and id are checked and escaped, and an address that would lead
 * elsewhere is none. '' when there is no link to give.
 *
 * It carries no credential: whoever opens it logs in to Kingdee as himself.
 */
export function billUrl(
  links: BillLinks | undefined,
  { form, documentId }: { readonly form: string; readonly documentId: string },
): string {
  if (links === undefined || !links.forms.has(form) || !idPattern.test(documentId)) return '';
  const { acctId, base, path } = links;
  const ud = base64Of(
    JSON.stringify({ dbid: acctId, formid: form, formtype: 'bill', pkid: documentId }),
  );
  const values: Readonly<Partial<Record<string, string>>> = { form, documentId, acctId, ud };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
  const url = URL.parse(filled, base);
  const home = URL.parse(base);
  if (url === null || home === null || url.origin !== home.origin) return '';
  return url.pathname.startsWith(home.pathname) ? url.href : '';
}

/** The same as DingTalk opens it, beside the chat or in the browser; '' when it is too long for a button. */
export function openLink(links: BillLinks | undefined, url: string): string {
  if (links === undefined || url === '') return '';
  const beside = String(links.besideChat);
  const link = `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(url)}&pc_slide=${beside}`;
  return link.length > urlLengthMax ? '' : link;
}

/** ASCII only, which form ids and document ids are. */
function base64Of(text: string): string {
  return btoa(text);
}
