import { z } from 'zod';
import { tenantSchema } from './tenant-schema.js';

const lineMax = 100;

/** The published JSON Schema of tenant.yaml, for editors; `config/tenant.schema.json` holds this text. */
export function tenantJsonSchema(): string {
  const schema = z.toJSONSchema(tenantSchema({ env: {}, readSecret: () => '' }), { io: 'input' });
  return `${withShortLists(JSON.stringify({ title: 'tenant.yaml', ...schema }, null, 2))}\n`;
}

/** Puts a list of texts on one line where it fits, as the formatter of the repository does. */
function withShortLists(json: string): string {
  return json.replaceAll(
    /^( *)(.*)\[\n([^\][{}]*)\n *\]/gm,
    (long, indent: string, name: string, items: string) => {
      const line = `${indent}${name}[${items.trim().replaceAll(/\n */g, ' ')}]`;
      return line.length < lineMax ? line : long;
    },
  );
}
