import { drawCalendar } from './calendar.js';
import { drawChatList, drawChatTop, drawComposer, drawMessages } from './chat.js';
import { now } from './clock.js';
import { drawContacts } from './contacts.js';
import { controlOf } from './control.js';
import { drawDings } from './ding.js';
import { avatar, badge, button, element, hourText, icon } from './elements.js';
import { drawTodos, openApprovals, openTodos } from './todo.js';
import { words } from './words.js';

/**
 * The phone of one person. `refresh` reads everything again and redraws only when something changed, or when time was
 * `moved`.
 */
export class Phone {
  #control;
  #organisation;
  #inbox;
  #office;
  #drawn = '';
  /** What is on the screen: a tab, and above it perhaps a chat, a person to write to, or the DINGs. */
  #at = { tab: 'chats' };
  #chosen = false;
  #todoKind = 'todo';
  #day;
  #drafts = new Map();
  #cardStates = new Map();
  #screen = element('div', { class: 'screen' });

  constructor(organisation, userId, name) {
    this.#organisation = organisation;
    this.#control = controlOf(organisation.corpId, userId);
    this.root = element(
      'section',
      { class: 'phone', 'data-user-id': userId, 'aria-label': words.phoneOf(name) },
      this.#screen,
    );
  }

  async refresh(moved = false) {
    [this.#inbox, this.#office] = await Promise.all([
      this.#control.inbox(),
      this.#control.office(),
    ]);
    const robot = this.#inbox.conversations.find(
      ({ kind, messages }) => kind === 'robot' && messages.length > 0,
    );
    // Until the person chooses, the phone shows the chat with the robot as soon as there is something in it.
    if (!this.#chosen && robot !== undefined)
      this.#at = { tab: 'chats', chat: robot.conversationId };
    const text = JSON.stringify([this.#inbox, this.#office]);
    if (text === this.#drawn && !moved) {
      this.#screen.querySelector('.status-bar time').textContent = hourText(now());
      return;
    }
    this.#drawn = text;
    this.#draw();
    await this.#markRead();
  }

  /** Takes the directory as it is now. */
  meet(organisation) {
    this.#organisation = organisation;
    this.#drawn = '';
  }

  #go(at) {
    this.#chosen = true;
    this.#at = at;
    this.#draw();
    void this.#markRead();
  }

  async #markRead() {
    const open = this.#conversation();
    if (open === undefined || open.unread === 0) return;
    await this.#control.read(open.conversationId);
    await this.refresh();
  }

  /** Does something and shows what came of it, also when it failed because the screen was out of date. */
  async #do(action) {
    this.#chosen = true;
    await action.catch(() => undefined);
    this.#drawn = '';
    await this.refresh();
  }

  #conversation() {
    const { chat, peer } = this.#at;
    return this.#inbox.conversations.find(
      ({ conversationId, peerId }) =>
        conversationId === chat || (peer !== undefined && peerId === peer),
    );
  }

  #draw() {
    const focus = document.activeElement;
    const key = this.#screen.contains(focus) ? focus.dataset.key : undefined;
    const caret = focus?.selectionStart;
    const scrolled = this.#screen.querySelector('.body')?.scrollTop ?? 0;
    const parts = this.#parts()
      .flat()
      .filter((part) => part !== undefined);
    this.#screen.replaceChildren(this.#statusBar(), ...parts);
    for (const field of this.#screen.querySelectorAll('.card-input')) {
      field.value = this.#cardState(field.closest('.card').dataset.outTrackId).input;
    }
    const messages = this.#screen.querySelector('.messages');
    if (messages !== null) messages.scrollTop = messages.scrollHeight;
    const body = this.#screen.querySelector('.body');
    if (body !== null) body.scrollTop = scrolled;
    const fields = [...this.#screen.querySelectorAll('[data-key]')];
    const again = fields.find((field) => field.dataset.key === key);
    if (again === undefined) return;
    again.focus({ preventScroll: true });
    again.setSelectionRange(caret, caret);
  }

  #parts() {
    const { dings, peer, tab } = this.#at;
    const conversation = this.#conversation();
    if (conversation !== undefined) return this.#chat(conversation);
    if (peer !== undefined) return this.#newChat(peer);
    const back = () => this.#go({ tab });
    if (dings === true) {
      const onConfirm = (id) => void this.#do(this.#control.confirm(id));
      return drawDings(this.#office.dings, { onBack: back, onConfirm });
    }
    return [this.#top(), this.#tab(tab), this.#tabs()];
  }

  #tab(tab) {
    const onOpen = (chat) => this.#go({ tab, chat });
    switch (tab) {
      case 'todo':
        return drawTodos(this.#office, this.#todoKind, {
          onKind: (kind) => {
            this.#todoKind = kind;
            this.#draw();
          },
          onTick: (id, done) => void this.#do(this.#control.tick(id, done)),
          onDecide: (id, result) => void this.#do(this.#control.decide(id, result)),
        });
      case 'calendar':
        return drawCalendar(this.#office, this.#day, {
          onDay: (day) => {
            this.#day = day;
            this.#draw();
          },
          onRespond: (id, response) => void this.#do(this.#control.respond(id, response)),
        });
      case 'contacts': {
        const onPerson = (peer) => this.#go({ tab, peer });
        return drawContacts(this.#organisation, this.#inbox, { onOpen, onPerson });
      }
      default: {
        const onDings = () => this.#go({ tab, dings: true });
        return drawChatList(this.#inbox, this.#office.dings, { onOpen, onDings });
      }
    }
  }

  #statusBar() {
    const { name, title } = this.#inbox;
    return element(
      'div',
      { class: 'status-bar' },
      element('time', {}, hourText(now())),
      element('span', { class: 'status-owner' }, title ? `${name} · ${title}` : name),
      element('span', { class: 'status-power', 'aria-hidden': 'true' }, element('i')),
    );
  }

  #top() {
    const { tab } = this.#at;
    const title = tab === 'calendar' ? words.month(this.#day ?? now()) : words.tabs[tab];
    const search = element(
      'div',
      { class: 'search', 'aria-hidden': 'true' },
      icon('search'),
      words.search,
    );
    return [
      element(
        'header',
        { class: 'top' },
        avatar(this.#inbox.name),
        element(
          'div',
          { class: 'top-text' },
          element('h2', {}, title),
          element('span', {}, this.#organisation.name),
        ),
        icon('plus'),
      ),
      tab === 'chats' || tab === 'contacts' ? search : undefined,
    ];
  }

  #tabs() {
    const dings = this.#office.dings.filter(({ confirmed }) => !confirmed).length;
    const unread = this.#inbox.conversations.reduce((sum, each) => sum + each.unread, dings);
    const waiting = openTodos(this.#office) + openApprovals(this.#office);
    const counts = { chats: unread, todo: waiting, calendar: 0, contacts: 0 };
    const tabs = Object.entries(words.tabs).map(([tab, label]) => {
      const on = tab === this.#at.tab;
      const parts = [icon(tab), element('span', {}, label), badge(counts[tab])];
      const made = button(on ? 'tab tab-on' : 'tab', '', () => this.#go({ tab }), {
        'data-tab': tab,
        'aria-label': label,
        'aria-current': on ? 'page' : undefined,
      });
      made.replaceChildren(...parts.filter((part) => part !== undefined));
      return made;
    });
    return element('nav', { class: 'tabs' }, ...tabs);
  }

  #chat(conversation) {
    const { conversationId, kind } = conversation;
    const messages = drawMessages(
      conversation,
      (outTrackId) => this.#cardState(outTrackId),
      (outTrackId, actionId) => void this.#press(outTrackId, actionId),
    );
    const back = () => this.#go({ tab: this.#at.tab });
    const composer = kind === 'work' ? undefined : this.#composer(conversation, { conversationId });
    return [drawChatTop(conversation, back), ...messages, composer];
  }

  /** A chat with somebody to whom nothing has been written yet. */
  #newChat(peer) {
    const name = this.#organisation.people.find(({ userId }) => userId === peer)?.name ?? peer;
    const chat = { conversationId: peer, kind: 'single', title: name, messages: [], top: [] };
    const back = () => this.#go({ tab: this.#at.tab });
    const messages = drawMessages(
      chat,
      () => ({}),
      () => undefined,
    );
    return [drawChatTop(chat, back), ...messages, this.#composer(chat, { toUserId: peer })];
  }

  #composer(conversation, to) {
    const { conversationId } = conversation;
    return drawComposer(
      conversation,
      this.#drafts.get(conversationId) ?? '',
      (text) => this.#drafts.set(conversationId, text),
      (text) => {
        this.#drafts.delete(conversationId);
        return this.#do(this.#control.type(to, text));
      },
    );
  }

  #cardState(outTrackId) {
    const known = this.#cardStates.get(outTrackId) ?? { input: '' };
    this.#cardStates.set(outTrackId, known);
    return known;
  }

  async #press(outTrackId, actionId) {
    const state = this.#cardState(outTrackId);
    state.pressed = true;
    state.failure = undefined;
    this.#draw();
    try {
      const { presses } = await this.#control.click(outTrackId, actionId, state.input);
      state.failure = words.failures[presses[0].outcome];
    } catch {
      state.failure = words.failures.changed;
    }
    state.pressed = false;
    this.#drawn = '';
    await this.refresh();
  }
}
