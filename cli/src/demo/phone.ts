import type { Control } from './control.js';

interface Component {
  readonly type: string;
  readonly text?: string;
  readonly buttons?: readonly { readonly actionId: string }[];
}

/** A card as one person sees it. */
export interface SeenCard {
  readonly outTrackId: string;
  readonly publicData: Readonly<Record<string, string>>;
  readonly components: readonly Component[];
}

interface Inbox {
  readonly conversations: readonly {
    readonly messages: readonly {
      readonly mine: boolean;
      readonly content: Readonly<Record<string, unknown>>;
      readonly card?: SeenCard;
    }[];
  }[];
}

/** The phone of one person in one DingTalk organisation. */
export class Phone {
  readonly #control: Control;
  readonly #path: string;

  constructor(control: Control, corpId: string, userId: string) {
    this.#control = control;
    this.#path = `control/organisations/${corpId}/people/${userId}`;
  }

  /** The cards that show a bill, oldest first. */
  async cards(number: string): Promise<readonly SeenCard[]> {
    const { conversations } = await this.#inbox();
    return conversations
      .flatMap(({ messages }) => messages.flatMap(({ card }) => (card === undefined ? [] : [card])))
      .filter(({ publicData }) => publicData['number'] === number);
  }

  /** Texts of the messages from others that mention a bill, oldest first. */
  async texts(number: string): Promise<readonly string[]> {
    const { conversations } = await this.#inbox();
    return conversations
      .flatMap(({ messages }) => messages)
      .filter(({ mine, card }) => !mine && card === undefined)
      .map(({ content }) => JSON.stringify(content))
      .filter((text) => text.includes(number));
  }

  /** Presses a button of a card, `times` at the same moment. */
  async press(card: SeenCard, actionId: string, { input = '', times = 1 } = {}): Promise<void> {
    await this.#control.post(`${this.#path}/cards/${card.outTrackId}/click`, {
      actionId,
      input,
      times,
    });
  }

  /** Sends a click that no button on this screen would send. */
  async forge(card: SeenCard, params: Readonly<Record<string, string>>): Promise<void> {
    const click = { actionId: 'approve', params };
    await this.#control.post(`${this.#path}/cards/${card.outTrackId}/click`, click);
  }

  /** Types a message to the robot. */
  async type(text: string): Promise<void> {
    await this.#control.post(`${this.#path}/messages`, { text });
  }

  async #inbox(): Promise<Inbox> {
    return (await this.#control.get(`${this.#path}/inbox`)) as Inbox;
  }
}

/** Action ids of the buttons that a person can press on a card. */
export function buttonsOf(card: SeenCard): readonly string[] {
  return card.components.flatMap(({ buttons = [] }) => buttons.map(({ actionId }) => actionId));
}
