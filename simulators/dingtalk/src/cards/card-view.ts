import type { Card, CardData } from './card-book.js';
import type { CardTemplate, Condition, TemplateButton, TemplateComponent } from './template.js';

/** A button as one person sees it. `params` stay on the server until it is clicked. */
interface ButtonView {
  readonly actionId: string;
  readonly label: string;
  readonly style: string;
}

/** A component as one person sees it: texts filled in, hidden things left out. */
type ComponentView =
  | { readonly type: 'title' | 'text' | 'markdown'; readonly text: string }
  | { readonly type: 'status'; readonly text: string; readonly color: string }
  | {
      readonly type: 'fields';
      readonly rows: readonly { readonly label: string; readonly value: string }[];
    }
  | { readonly type: 'link'; readonly text: string; readonly url: string }
  | { readonly type: 'input'; readonly placeholder: string }
  | { readonly type: 'buttons'; readonly buttons: readonly ButtonView[] };

/** A card as one person sees it. */
export interface CardView {
  readonly outTrackId: string;
  readonly cardTemplateId: string;
  readonly publicData: CardData;
  readonly privateData: CardData;
  readonly components: readonly ComponentView[];
  readonly updatedAt: number;
}

/** Draws a card for one person; private data stands above public data of the same name. */
export function viewCard(card: Card, template: CardTemplate, userId: string): CardView {
  const { outTrackId, cardTemplateId, publicData, updatedAt } = card;
  const data = dataFor(card, template, userId);
  const privateData = card.privateData.get(userId) ?? {};
  const components = template.components
    .filter(({ visibleWhen }) => holds(visibleWhen, data))
    .flatMap((component) => viewComponent(component, data));
  return { outTrackId, cardTemplateId, publicData, privateData, components, updatedAt };
}

/** The buttons a person sees on a card. */
export function visibleButtons(
  card: Card,
  template: CardTemplate,
  userId: string,
): readonly TemplateButton[] {
  const data = dataFor(card, template, userId);
  return template.components
    .filter(({ visibleWhen }) => holds(visibleWhen, data))
    .flatMap((component) => (component.type === 'buttons' ? component.buttons : []))
    .filter(({ visibleWhen }) => holds(visibleWhen, data));
}

/** The parameters a click on a button sends. */
export function paramsOf(
  button: TemplateButton,
  card: Card,
  template: CardTemplate,
  userId: string,
  input: string,
): CardData {
  const data = { ...dataFor(card, template, userId), input };
  return Object.fromEntries(
    Object.entries(button.params).map(([name, text]) => [name, fill(text, data)]),
  );
}

/** What one person's card is drawn from: private above public data, and defaults below both. */
function dataFor(card: Card, template: CardTemplate, userId: string): CardData {
  return { ...template.defaults, ...card.publicData, ...card.privateData.get(userId) };
}

function holds(condition: Condition | undefined, data: CardData): boolean {
  return condition === undefined || data[condition.variable] === condition.equals;
}

function fill(text: string, data: CardData): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => data[name] ?? '');
}

function viewComponent(component: TemplateComponent, data: CardData): readonly ComponentView[] {
  switch (component.type) {
    case 'title':
    case 'text':
    case 'markdown': {
      const text = fill(component.text, data);
      return text === '' ? [] : [{ type: component.type, text }];
    }
    case 'status': {
      const text = fill(component.text, data);
      return text === ''
        ? []
        : [{ type: 'status', text, color: fill(component.color ?? '', data) }];
    }
    case 'fields': {
      const rows = component.rows
        .map(({ label, value }) => ({ label: fill(label, data), value: fill(value, data) }))
        .filter(({ value }) => value !== '');
      return rows.length === 0 ? [] : [{ type: 'fields', rows }];
    }
    case 'link': {
      const [text, url] = [fill(component.text, data), fill(component.url, data)];
      return url === '' ? [] : [{ type: 'link', text, url }];
    }
    case 'input':
      return [{ type: 'input', placeholder: fill(component.placeholder, data) }];
    case 'buttons': {
      const buttons = component.buttons
        .filter(({ visibleWhen }) => holds(visibleWhen, data))
        .map(({ actionId, label, style }) => ({
          actionId,
          label: fill(label, data),
          style: style ?? 'plain',
        }));
      return buttons.length === 0 ? [] : [{ type: 'buttons', buttons }];
    }
  }
}
