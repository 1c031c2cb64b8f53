import { drawChatList, drawMessages } from './chat.js';
import { control } from './control.js';
import { avatar, clockText, element } from './elements.js';

const failures = {
  late: '操作超时，请稍后重试',
  nobody: '操作失败，应用没有响应',
  quota: '操作失败，本月额度已用完',
  'no-callback': '该按钮没有配置回调',
};

/** The phone of one person. `refresh` reads the inbox again and redraws only when something changed. */
export class Phone {
  #corpId;
  #userId;
  #inbox;
  #drawn = '';
  #openId;
  #chosen = false;
  #drafts = new Map();
  #cardStates = new Map();
  #screen = element('div', { class: 'screen' });

  constructor(corpId, userId, name) {
    this.#corpId = corpId;
    this.#userId = userId;
    this.root = element(
      'section',
      { class: 'phone', 'data-user-id': userId, 'aria-label': `${name}的手机` },
      this.#screen,
    );
  }

  async refresh() {
    this.#inbox = await control.inbox(this.#corpId, this.#userId);
    const robot = this.#inbox.conversations.find(({ kind }) => kind === 'robot');
    // Until the person chooses, the phone shows the chat with the robot as soon as there is something in it.
    if (!this.#chosen && robot !== undefined && robot.messages.length > 0) {
      this.#openId = robot.conversationId;
    }
    const text = JSON.stringify(this.#inbox.conversations);
    if (text === this.#drawn) return;
    this.#drawn = text;
    this.#draw();
    await this.#markRead();
  }

  #open(conversationId) {
    this.#chosen = true;
    this.#openId = conversationId;
    this.#draw();
    void this.#markRead();
  }

  async #markRead() {
    const open = this.#conversation();
    if (open !== undefined && open.unread > 0) {
      await control.read(this.#corpId, this.#userId, open.conversationId);
      await this.refresh();
    }
  }

  #conversation() {
    return this.#inbox.conversations.find(({ conversationId }) => conversationId === this.#openId);
  }

  #draw() {
    const focus = document.activeElement;
    const key = this.#screen.contains(focus) ? focus.dataset.key : undefined;
    const caret = focus?.selectionStart;
    const conversation = this.#conversation();
    const parts = conversation === undefined ? this.#drawList() : this.#drawChat(conversation);
    this.#screen.replaceChildren(this.#drawStatusBar(), ...parts);
    this.#restoreTyping();
    const messages = this.#screen.querySelector('.messages');
    if (messages !== null) messages.scrollTop = messages.scrollHeight;
    const fields = [...this.#screen.querySelectorAll('[data-key]')];
    const again = fields.find((field) => field.dataset.key === key);
    if (again === undefined) return;
    again.focus({ preventScroll: true });
    again.setSelectionRange(caret, caret);
  }

  #restoreTyping() {
    for (const field of this.#screen.querySelectorAll('.card-input')) {
      const outTrackId = field.closest('.card').dataset.outTrackId;
      field.value = this.#cardState(outTrackId).input;
    }
    const composer = this.#screen.querySelector('.composer-text');
    if (composer !== null) composer.value = this.#drafts.get(this.#openId) ?? '';
  }

  #drawStatusBar() {
    const { name, title } = this.#inbox;
    return element(
      'div',
      { class: 'status-bar' },
      element('time', {}, clockText(Date.now())),
      element('span', { class: 'status-owner' }, title ? `${name} · ${title}` : name),
      element('span', { 'aria-hidden': 'true' }, '▂▄▆ 5G ▮▮▮'),
    );
  }

  #drawList() {
    const { name } = this.#inbox;
    const unread = this.#inbox.conversations.reduce((sum, each) => sum + each.unread, 0);
    const top = element(
      'div',
      { class: 'top' },
      avatar(name),
      element('h2', {}, unread > 0 ? `消息 (${unread})` : '消息'),
    );
    const tabs = ['消息', '协作', '工作台', '通讯录', '我的'].map((label, index) =>
      element('span', { class: index === 0 ? 'tab tab-on' : 'tab' }, label),
    );
    return [
      top,
      drawChatList(this.#inbox, (conversationId) => this.#open(conversationId)),
      element('div', { class: 'tabs', 'aria-hidden': 'true' }, ...tabs),
    ];
  }

  #drawChat(conversation) {
    const back = element(
      'button',
      {
        type: 'button',
        class: 'back',
        'aria-label': '返回',
        on: { click: () => this.#open(undefined) },
      },
      '‹',
    );
    const top = element(
      'div',
      { class: 'top top-chat' },
      back,
      element('h2', {}, conversation.title),
    );
    const messages = drawMessages(
      conversation,
      (outTrackId) => this.#cardState(outTrackId),
      (outTrackId, actionId) => void this.#press(outTrackId, actionId),
    );
    return conversation.kind === 'work'
      ? [top, messages]
      : [top, messages, this.#drawComposer(conversation)];
  }

  #drawComposer({ conversationId, kind }) {
    const field = element('input', {
      class: 'composer-text',
      type: 'text',
      maxlength: 5000,
      placeholder: kind === 'group' ? '@机器人 发消息' : '发消息',
      'aria-label': '发消息',
      'data-key': 'composer',
      on: { input: () => this.#drafts.set(conversationId, field.value) },
    });
    const send = async (event) => {
      event.preventDefault();
      const text = field.value.trim();
      if (text === '') return;
      this.#drafts.delete(conversationId);
      field.value = '';
      await control.type(this.#corpId, this.#userId, conversationId, text);
      await this.refresh();
    };
    return element(
      'form',
      { class: 'composer', on: { submit: send } },
      field,
      element('button', { type: 'submit', class: 'composer-send' }, '发送'),
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
      const { presses } = await control.click(
        this.#corpId,
        this.#userId,
        outTrackId,
        actionId,
        state.input,
      );
      state.failure = failures[presses[0].outcome];
    } catch {
      state.failure = '操作失败，卡片已更新';
    }
    state.pressed = false;
    this.#drawn = '';
    await this.refresh();
  }
}
