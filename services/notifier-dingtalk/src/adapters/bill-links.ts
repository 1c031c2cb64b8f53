import type { BillLinks } from '../domain/bill-link.js';

/** `links:` of tenant.yaml. */
export interface LinkSetting {
  readonly kingdee: string;
  readonly path: string;
  readonly besideChat: boolean;
}

/** Where the bills of a tenant are opened; undefined without `links:` or without K3Cloud. */
export function billLinksOf({
  kingdee,
  links,
}: {
  readonly kingdee?: { readonly acctId: string; readonly forms: readonly string[] };
  readonly links?: LinkSetting | undefined;
}): BillLinks | undefined {
  if (links === undefined || kingdee === undefined) return undefined;
  const { path, besideChat } = links;
  return {
    ...{ base: links.kingdee, path, besideChat },
    acctId: kingdee.acctId,
    forms: new Set(kingdee.forms),
  };
}
