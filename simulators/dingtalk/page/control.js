/** Calls of the control interface. A failure is an Error whose message can be shown. */
async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

const person = (corpId, userId) =>
  `/control/organisations/${encodeURIComponent(corpId)}/people/${encodeURIComponent(userId)}`;

export const control = {
  organisations: () => call('GET', '/control/organisations'),
  inbox: (corpId, userId) => call('GET', `${person(corpId, userId)}/inbox`),
  read: (corpId, userId, conversationId) =>
    call('POST', `${person(corpId, userId)}/read`, { conversationId }),
  type: (corpId, userId, conversationId, text) =>
    call('POST', `${person(corpId, userId)}/messages`, { conversationId, text }),
  click: (corpId, userId, outTrackId, actionId, input) =>
    call('POST', `${person(corpId, userId)}/cards/${encodeURIComponent(outTrackId)}/click`, {
      actionId,
      input,
    }),
};

/** Calls `onEntry` for every new entry of the journal and `onState` when the line goes up or down. */
export function follow(onEntry, onState) {
  const source = new EventSource('/control/journal/live');
  source.addEventListener('open', () => onState('live'));
  source.addEventListener('error', () => onState('lost'));
  source.addEventListener('message', (event) => onEntry(JSON.parse(event.data)));
}
