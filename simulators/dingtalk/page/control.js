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

const id = encodeURIComponent;
const organisationPath = (corpId) => `/control/organisations/${id(corpId)}`;

export const control = {
  organisations: () => call('GET', '/control/organisations'),
  organisation: (corpId) => call('GET', organisationPath(corpId)),
  clock: () => call('GET', '/control/clock'),
};

/** What one person does on the phone. */
export function controlOf(corpId, userId) {
  const person = `${organisationPath(corpId)}/people/${id(userId)}`;
  return {
    inbox: () => call('GET', `${person}/inbox`),
    office: () => call('GET', `${person}/office`),
    read: (conversationId) => call('POST', `${person}/read`, { conversationId }),
    type: (to, text) => call('POST', `${person}/messages`, { ...to, text }),
    click: (outTrackId, actionId, input) =>
      call('POST', `${person}/cards/${id(outTrackId)}/click`, { actionId, input }),
    tick: (taskId, done) => call('PUT', `${person}/todos/${id(taskId)}`, { done }),
    respond: (eventId, response) =>
      call('PUT', `${person}/calendar/${id(eventId)}/response`, { response }),
    confirm: (openDingId) => call('POST', `${person}/dings/${id(openDingId)}/confirm`),
    decide: (instanceId, result) =>
      call('POST', `${person}/approvals/${id(instanceId)}/decide`, { result }),
  };
}

/** Calls `onEntry` for every new entry of the journal and `onState` when the line goes up or down. */
export function follow(onEntry, onState) {
  const source = new EventSource('/control/journal/live');
  source.addEventListener('open', () => onState('live'));
  source.addEventListener('error', () => onState('lost'));
  source.addEventListener('message', (event) => onEntry(JSON.parse(event.data)));
}
