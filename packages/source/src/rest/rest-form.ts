import type { WebClient } from '../http/web-client.js';
import type { Mapping, RequestFields } from '../mapping/mapping.js';
import { wrongMapping } from '../mapping/read-mappings.js';
import { RequestTemplate } from './request-template.js';
import { RestPages } from './rest-pages.js';

/** One mapping of a REST system: its requests, checked. */
export interface RestForm {
  readonly mapping: Mapping;
  readonly request: RequestFields;
  readonly list: RequestTemplate;
  readonly one: RequestTemplate;
  readonly open: RequestTemplate | null;
  readonly count: RequestTemplate | null;
  /** Of the list; another question remembers other answers. */
  readonly pages: RestPages;
  readonly openPages: RestPages;
}

/** @throws HubError SOURCE_MAPPING */
export function restForm(
  mapping: Mapping,
  options: { readonly client: WebClient; readonly source: string; readonly pageSize: number },
): RestForm {
  const { request, form, filter } = mapping;
  const where = `form ${form}`;
  if (request === undefined) {
    throw wrongMapping(where, 'has no request; say under request how records are asked for');
  }
  if (filter !== undefined) throw wrongMapping(where, 'has filter; write it into request.list');
  if (request.count !== undefined && request.total === undefined) {
    throw wrongMapping(
      where,
      'request.count is without request.total; say where the number stands',
    );
  }
  const { kind } = request.paging;
  const paged = kind === 'offset' || kind === 'page' ? [kind] : [];
  const template = (
    text: string,
    name: string,
    needed: ConstructorParameters<typeof RequestTemplate>[2],
  ): RequestTemplate => new RequestTemplate(text, `${where}, request.${name}`, needed);
  const pages = { ...options, mapping, request };
  return {
    mapping,
    request,
    list: template(request.list, 'list', ['from', ...paged]),
    one: template(request.one, 'one', ['id']),
    open: request.open === undefined ? null : template(request.open, 'open', paged),
    count: request.count === undefined ? null : template(request.count, 'count', ['from', 'to']),
    pages: new RestPages(pages),
    openPages: new RestPages(pages),
  };
}
