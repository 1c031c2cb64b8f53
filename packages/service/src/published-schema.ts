import { z } from 'zod';

const lineMax = 100;

/** The text of a JSON Schema that editors read, of what stands in the file before defaults are filled in. */
export function publishedSchema(title: string, of: z.ZodType): string {
  const schema = z.toJSONSchema(of, { io: 'input' });
  return `${withShortLists(JSON.stringify({ title, ...schema }, null, 2))}\n`;
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
