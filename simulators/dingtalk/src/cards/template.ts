import type { JsonSchema } from '@hub/simulator-kit';

/** Shows its component or button only while a variable has this value. */
export interface Condition {
  readonly variable: string;
  readonly equals: string;
}

/**
 * A button. `params` go into the callback: texts in which `${name}` stands for a variable and `${input}` for what
 * the person typed into the input of the card.
 */
export interface TemplateButton {
  readonly actionId: string;
  readonly label: string;
  readonly style?: 'primary' | 'danger' | 'plain';
  readonly params: Readonly<Record<string, string>>;
  readonly visibleWhen?: Condition;
}

/** A part of a card. Texts may hold `${name}` of any variable; what is empty then is not shown. */
export type TemplateComponent = { readonly visibleWhen?: Condition } & (
  | { readonly type: 'title' | 'text' | 'markdown'; readonly text: string }
  | { readonly type: 'status'; readonly text: string; readonly color?: string }
  | {
      readonly type: 'fields';
      readonly rows: readonly { readonly label: string; readonly value: string }[];
    }
  | { readonly type: 'link'; readonly text: string; readonly url: string }
  | { readonly type: 'input'; readonly placeholder: string }
  | { readonly type: 'buttons'; readonly buttons: readonly TemplateButton[] }
);

/** A card template, as somebody would build it in the console: variables, and what is drawn from them. */
export interface CardTemplate {
  readonly id: string;
  readonly name: string;
  /** A template that is not published cannot be used. */
  readonly published: boolean;
  readonly variables: { readonly public: readonly string[]; readonly private: readonly string[] };
  /** What variables hold that nobody has set. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly components: readonly TemplateComponent[];
}

const text = { type: 'string', maxLength: 4000 };
const name = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 100 };
const names = { type: 'array', maxItems: 100, items: name };
const visibleWhen = {
  type: 'object',
  required: ['variable', 'equals'],
  additionalProperties: false,
  properties: { variable: name, equals: text },
};
const button = {
  type: 'object',
  required: ['actionId', 'label', 'params'],
  additionalProperties: false,
  properties: {
    actionId: { type: 'string', minLength: 1, maxLength: 100 },
    label: text,
    style: { enum: ['primary', 'danger', 'plain'] },
    params: { type: 'object', additionalProperties: text },
    visibleWhen,
  },
};
const row = {
  type: 'object',
  required: ['label', 'value'],
  additionalProperties: false,
  properties: { label: text, value: text },
};

const component = (
  types: readonly string[],
  own: Record<string, unknown>,
  required: readonly string[],
): object => ({
  type: 'object',
  required: ['type', ...required],
  additionalProperties: false,
  properties: { type: { enum: types }, visibleWhen, ...own },
});

/** The JSON Schema of a template without its id. */
export const templateSchema: JsonSchema = {
  type: 'object',
  required: ['name', 'variables', 'components'],
  additionalProperties: false,
  properties: {
    name: text,
    published: { type: 'boolean', default: true },
    variables: {
      type: 'object',
      required: ['public', 'private'],
      additionalProperties: false,
      properties: { public: names, private: names },
    },
    defaults: { type: 'object', additionalProperties: text },
    components: {
      type: 'array',
      maxItems: 50,
      items: {
        oneOf: [
          component(['title', 'text', 'markdown'], { text }, ['text']),
          component(['link'], { text, url: text }, ['text', 'url']),
          component(['status'], { text, color: text }, ['text']),
          component(['fields'], { rows: { type: 'array', maxItems: 50, items: row } }, ['rows']),
          component(['input'], { placeholder: text }, ['placeholder']),
          component(['buttons'], { buttons: { type: 'array', maxItems: 10, items: button } }, [
            'buttons',
          ]),
        ],
      },
    },
  },
};

/** The variables a template uses without declaring them, so that a typing mistake is told at once. */
export function undeclaredVariables(template: CardTemplate): readonly string[] {
  const declared = new Set([...template.variables.public, ...template.variables.private, 'input']);
  const source = JSON.stringify(template.components);
  const used = [...source.matchAll(/\$\{(\w+)\}|"variable":"(\w+)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return [...new Set(used)].filter((each) => !declared.has(each));
}
