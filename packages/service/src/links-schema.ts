import { z } from 'zod';

/** Links into the ERP, as `links:` in tenant.yaml says. */
export type LinksSetting = z.output<ReturnType<typeof linksSchema>>;

const slots = ['form', 'documentId', 'acctId', 'ud'];

/**
 * The schema of `links:`.
 *
 * @param url reads an http(s) address
 */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types
export function linksSchema(url: z.ZodType<string>) {
  return z
    .strictObject({
      kingdee: url
        .refine(isHttpsOrLocal, {
          error: 'is no https address; people open it from their phones',
        })
        .transform((text) => (text.endsWith('/') ? text : `${text}/`)),
      path: z
        .string()
        .max(300)
        .refine((text) => !/^\/|:\/\/|\.\./.test(text), {
          error:
            'leads out of the address; write what comes below it, e.g. html5/index.aspx?ud={ud}',
        })
        .refine(
          (text) => [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => slots.includes(name)),
          {
            error: `has a slot that cannot be filled; there is {${slots.join('}, {')}}`,
          },
        )
        .default('html5/index.aspx?ud={ud}')
        .describe('what comes below the address; html5/index.aspx?ud={ud} when left out'),
      besideChat: z
        .boolean()
        .default(true)
        .describe('true: beside the chat on a computer; false: in the browser'),
    })
    .describe('links to bills in messages; see docs/templates.md');
}

/** Whether an address is fit for what comes from outside. */
export function isHttpsOrLocal(text: string): boolean {
  const { protocol, hostname: host } = URL.parse(text) ?? { protocol: '', hostname: '' };
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(host);
}
