import type { DingTalkSimulator, OrganisationSummary } from '../index.js';

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Parsed JSON; an empty object when the answer is none. */
  readonly body: Record<string, unknown>;
}

/** A plain HTTP client of one organisation, written from the documents and nothing else. */
export class SimulatorClient {
  readonly simulator: DingTalkSimulator;
  readonly organisation: OrganisationSummary;

  /** `app` names another application of the organisation than its first. */
  constructor(
    simulator: DingTalkSimulator,
    at = 0,
    app: { readonly appKey?: string; readonly appSecret?: string } = {},
  ) {
    const organisation = simulator.organisations[at];
    if (organisation === undefined) throw new Error(`no seeded organisation ${String(at)}`);
    this.simulator = simulator;
    this.organisation = { ...organisation, ...app };
  }

  async token(): Promise<string> {
    const { appKey, appSecret } = this.organisation;
    const { body } = await this.api('POST', '/v1.0/oauth2/accessToken', { appKey, appSecret }, '');
    return body['accessToken'] as string;
  }

  /** A v1.0 call; `token` undefined fetches one, an empty one leaves the header out. */
  async api(method: string, path: string, body?: object, token?: string): Promise<Answer> {
    const used = token ?? (await this.token());
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (used !== '') headers['x-acs-dingtalk-access-token'] = used;
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    return read(await fetch(`${this.simulator.api}${path}`, { method, headers, ...payload }));
  }

  /** An oapi call with the token in the query. */
  async oapi(path: string, body: object, token?: string): Promise<Answer> {
    const url = `${this.simulator.oapi}${path}?access_token=${token ?? (await this.token())}`;
    const headers = { 'content-type': 'application/json' };
    return read(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
  }

  async control(method: string, path: string, body?: object): Promise<Answer> {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    return read(await fetch(new URL(path, this.simulator.control), { method, ...payload }));
  }

  /** A control call about a person of this organisation. */
  async person(userId: string, method: string, path: string, body?: object): Promise<Answer> {
    const root = `/control/organisations/${this.organisation.corpId}/people/${userId}`;
    return this.control(method, `${root}${path}`, body);
  }

  /** The journal's entries of one kind about this organisation. */
  entries(kind: string): readonly Readonly<Record<string, unknown>>[] {
    return this.simulator.journal
      .after(0, 100_000)
      .filter((entry) => entry.kind === kind && entry.data['corpId'] === this.organisation.corpId)
      .map(({ data }) => data);
  }
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // An HTML page or half a JSON text: the caller looks at `text`.
  }
  const { headers, status } = response;
  return { status, contentType: headers.get('content-type') ?? '', text, body };
}

/** The body of a card for one person, as small as it may be. */
export function aCard(outTrackId: string, userId: string, more: object = {}): object {
  return {
    outTrackId,
    cardTemplateId: 'approval.schema',
    callbackType: 'STREAM',
    cardData: { cardParamMap: { title: '采购订单', status: '待审批' } },
    privateData: {
      [userId]: { cardParamMap: { canDecide: 'true', approveToken: 'yes-1', rejectToken: 'no-1' } },
    },
    openSpaceId: `dtv1.card//IM_ROBOT.${userId}`,
    imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT' },
    ...more,
  };
}
