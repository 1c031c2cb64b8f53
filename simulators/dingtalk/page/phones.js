import { control, follow } from './control.js';
import { element } from './elements.js';
import { Phone } from './phone.js';

const phonesMax = 6;
const phonesAtFirst = 3;
const refreshDelayMs = 60;

const parts = Object.fromEntries(
  ['organisation', 'people', 'phones', 'live', 'hint'].map((id) => [
    id,
    document.getElementById(id),
  ]),
);
let organisations = [];
let phones = new Map();
let refreshTimer;

/** The choice lives in the address, so that a view can be bookmarked and linked to. */
function readChoice() {
  const chosen = new URLSearchParams(location.hash.slice(1));
  const organisation =
    organisations.find(({ corpId }) => corpId === chosen.get('corp')) ?? organisations[0];
  const known = organisation.users.map(({ userId }) => userId);
  const asked = chosen
    .get('people')
    ?.split(',')
    .filter((userId) => known.includes(userId));
  return { organisation, people: (asked ?? known.slice(0, phonesAtFirst)).slice(0, phonesMax) };
}

function writeChoice(corpId, people) {
  location.hash = new URLSearchParams({
    corp: corpId,
    ...(people && { people: people.join(',') }),
  });
}

function show() {
  const { organisation, people } = readChoice();
  drawBar(organisation, people);
  const kept = new Map();
  for (const userId of people) {
    const key = `${organisation.corpId} ${userId}`;
    const { name } = organisation.users.find((user) => user.userId === userId);
    kept.set(key, phones.get(key) ?? new Phone(organisation.corpId, userId, name));
  }
  phones = kept;
  parts.phones.replaceChildren(...[...phones.values()].map(({ root }) => root));
  parts.hint.hidden = phones.size > 0;
  refreshSoon();
}

function drawBar(organisation, people) {
  parts.organisation.replaceChildren(
    ...organisations.map(({ corpId, name }) =>
      element('option', { value: corpId, selected: corpId === organisation.corpId }, name),
    ),
  );
  parts.people.replaceChildren(
    ...organisation.users.map(({ userId, name }) => {
      const on = people.includes(userId);
      const next = on ? people.filter((each) => each !== userId) : [...people, userId];
      return element(
        'button',
        {
          type: 'button',
          class: on ? 'chip chip-on' : 'chip',
          'aria-pressed': String(on),
          'data-person': userId,
          on: { click: () => writeChoice(organisation.corpId, next) },
        },
        name,
      );
    }),
  );
}

/** One redraw for a burst of journal entries. */
function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => {
    for (const phone of phones.values()) void phone.refresh();
  }, refreshDelayMs);
}

async function reload() {
  ({ organisations } = await control.organisations());
  show();
}

function hear({ kind }) {
  if (kind === 'directory.changed') void reload();
  else if (kind !== 'call') refreshSoon();
}

function showState(state) {
  parts.live.dataset.state = state;
  parts.live.textContent = state === 'live' ? '实时' : '已断开，正在重连';
  refreshSoon();
}

parts.organisation.addEventListener('change', () => writeChoice(parts.organisation.value));
await reload();
window.addEventListener('hashchange', show);
follow(hear, showState);
