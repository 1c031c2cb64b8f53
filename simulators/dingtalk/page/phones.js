import { readClock } from './clock.js';
import { control, follow } from './control.js';
import { element } from './elements.js';
import { Phone } from './phone.js';
import { speak, words } from './words.js';

const phonesMax = 6;
const phonesAtFirst = 3;
const refreshDelayMs = 60;
/** How soon phones notice that time has passed or was moved. */
const clockMs = 5000;

const ids = ['name', 'organisation', 'people', 'language', 'phones', 'live', 'docs', 'hint'];
const parts = Object.fromEntries(ids.map((id) => [id, document.getElementById(id)]));
let organisations = [];
let phones = new Map();
let spoken;
let lineState = 'connecting';
let refreshTimer;

/** The choice lives in the address, so that a view can be bookmarked and linked to. */
function readChoice() {
  const chosen = new URLSearchParams(location.hash.slice(1));
  const organisation =
    organisations.find(({ corpId }) => corpId === chosen.get('corp')) ?? organisations[0];
  const known = organisation.people.map(({ userId }) => userId);
  const asked = chosen
    .get('people')
    ?.split(',')
    .filter((userId) => known.includes(userId));
  return {
    organisation,
    people: (asked ?? known.slice(0, phonesAtFirst)).slice(0, phonesMax),
    language: chosen.get('lang') ?? 'zh',
  };
}

function writeChoice({ corpId, language, people }) {
  location.hash = new URLSearchParams({
    corp: corpId,
    ...(people && { people: people.join(',') }),
    ...(language === 'en' && { lang: 'en' }),
  });
}

function show() {
  const choice = readChoice();
  const { organisation, people } = choice;
  const language = speak(choice.language);
  if (language !== spoken) phones.clear();
  spoken = language;
  drawBar(organisation, people, language);
  const kept = new Map();
  for (const userId of people) {
    const key = `${organisation.corpId} ${userId}`;
    const { name } = organisation.people.find((person) => person.userId === userId);
    const phone = phones.get(key) ?? new Phone(organisation, userId, name);
    phone.meet(organisation);
    kept.set(key, phone);
  }
  phones = kept;
  parts.phones.replaceChildren(...[...phones.values()].map(({ root }) => root));
  parts.hint.hidden = phones.size > 0;
  refreshSoon();
}

function drawBar(organisation, people, language) {
  const { corpId } = organisation;
  parts.name.textContent = words.page;
  parts.docs.textContent = words.docs;
  parts.hint.textContent = words.hint;
  parts.organisation.setAttribute('aria-label', words.organisation);
  parts.people.setAttribute('aria-label', words.whose);
  parts.phones.setAttribute('aria-label', words.phones);
  parts.language.setAttribute('aria-label', words.language);
  parts.language.value = language;
  parts.live.textContent = words[lineState];
  parts.organisation.replaceChildren(
    ...organisations.map((each) =>
      element('option', { value: each.corpId, selected: each.corpId === corpId }, each.name),
    ),
  );
  parts.people.replaceChildren(
    ...organisation.people.map(({ name, userId }) => {
      const on = people.includes(userId);
      const next = on ? people.filter((each) => each !== userId) : [...people, userId];
      return element(
        'button',
        {
          type: 'button',
          class: on ? 'chip chip-on' : 'chip',
          'aria-pressed': String(on),
          'data-person': userId,
          on: { click: () => writeChoice({ corpId, people: next, language }) },
        },
        name,
      );
    }),
  );
}

/** One redraw for a burst of journal entries. */
function refreshSoon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => void refresh(), refreshDelayMs);
}

async function refresh() {
  const moved = await readClock().catch(() => false);
  for (const phone of phones.values()) void phone.refresh(moved);
}

async function reload() {
  const listed = await control.organisations();
  organisations = await Promise.all(
    listed.organisations.map(({ corpId }) => control.organisation(corpId)),
  );
  show();
}

function hear({ kind }) {
  if (kind === 'directory.changed') void reload();
  else if (kind !== 'call') refreshSoon();
}

function showState(state) {
  lineState = state;
  parts.live.dataset.state = state;
  parts.live.textContent = words[state];
  refreshSoon();
}

/** Time passes, and is moved, without an entry in the journal. */
function watchClock() {
  if (lineState === 'live') refreshSoon();
  setTimeout(watchClock, clockMs);
}

parts.organisation.addEventListener('change', () =>
  writeChoice({ corpId: parts.organisation.value, language: spoken }),
);
parts.language.addEventListener('change', () => {
  const { organisation, people } = readChoice();
  writeChoice({ corpId: organisation.corpId, people, language: parts.language.value });
});
await reload();
window.addEventListener('hashchange', show);
follow(hear, showState);
watchClock();
