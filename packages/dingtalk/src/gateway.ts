import { HubError, type Secrets } from '@hub/core';
import { trustedUrl } from './addresses.js';
import { DingTalkFault } from './faults.js';
import { readApiReply } from './reply.js';
import { cardTopic, robotTopic } from './stream-messages.js';
import type { Transport } from './transport.js';

/** Who asks for a gateway, and for what. */
export interface GatewayAsk {
  readonly api: URL;
  readonly appKey: string;
  readonly appSecret: string;
  readonly events: boolean;
  /** Hosts that are trusted beside those of DingTalk and of `api`. */
  readonly hosts: readonly string[];
  readonly secrets: Secrets;
}

/** Where Stream connections are made now. */
export interface Gateway {
  /** Ends in `?ticket=`, or the like, and the ticket: good for one connection within 90 s. A secret. */
  readonly address: string;
  readonly url: URL;
}

/** Asks DingTalk for a gateway and a ticket. */
export async function openGateway(transport: Transport, ask: GatewayAsk): Promise<Gateway> {
  const { api, appKey, appSecret, events, secrets } = ask;
  const url = new URL('v1.0/gateway/connections/open', api);
  const subscriptions = [
    { type: 'CALLBACK', topic: robotTopic },
    { type: 'CALLBACK', topic: cardTopic },
    ...(events ? [{ type: 'EVENT', topic: '*' }] : []),
  ];
  const body = JSON.stringify({
    clientId: appKey,
    clientSecret: appSecret,
    subscriptions,
    ua: 'kingdee-dingtalk-hub',
  });
  const headers = { 'content-type': 'application/json' };
  const reply = await transport.send({ url, method: 'POST', headers, body });
  const asked = { call: url.pathname, mask: (said: string) => secrets.mask(said) };
  const { endpoint, ticket } = readApiReply(reply, asked);
  if (typeof endpoint !== 'string' || typeof ticket !== 'string' || ticket === '') {
    const options = { retryable: true };
    throw new DingTalkFault('DINGTALK_MALFORMED', 'DingTalk named no gateway', '', options);
  }
  secrets.add(ticket);
  const gateway = trustedUrl(endpoint, 'wss:', [api], ask.hosts);
  if (gateway === null) {
    const host = URL.canParse(endpoint) ? new URL(endpoint).host : 'no address';
    const message = `the gateway ${secrets.mask(host)} is neither of DingTalk over TLS nor of dingtalk.api; not connecting`;
    throw new HubError('DINGTALK_REFUSED', message);
  }
  const separator = gateway.search === '' ? '?' : '&';
  return {
    address: `${endpoint}${separator}ticket=${encodeURIComponent(ticket)}`,
    url: gateway,
  };
}
