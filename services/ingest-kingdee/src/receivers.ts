import { HubError, type Clock } from '@hub/core';
import type { Tenant } from '@hub/service';
import type { Received, ReceivedRequest, Receiver, SourceKind } from '@hub/source';
import { documentEvent } from './domain/document-event.js';
import { digestOf, newsOf } from './domain/known-document.js';
import type { KnownDocuments } from './ports.js';
import type { Publication } from './publishing/publication.js';

export interface ReceiverPorts {
  readonly kinds: readonly SourceKind[];
  readonly tenants: () => ReadonlyMap<string, Tenant>;
  readonly known: KnownDocuments;
  readonly publication: Publication;
  readonly clock: Clock;
}

interface Open {
  readonly tenant: Tenant;
  readonly receiver: Receiver;
}

/** The sources that are told instead of asked: any process takes what arrives, and answers when it is published. */
export class Receivers {
  readonly #ports: ReceiverPorts;
  readonly #open = new Map<string, Open>();

  constructor(ports: ReceiverPorts) {
    this.#ports = ports;
  }

  /**
   * Takes one request in; answers how many documents were new.
   *
   * @throws HubError SOURCE_UNKNOWN when the tenant has no such source; what the receiver says of a bad request
   */
  async receive(tenantId: string, name: string, request: ReceivedRequest): Promise<number> {
    const { tenant, receiver } = this.#receiver(tenantId, name);
    const received = await receiver.receive(request);
    return this.#publish(tenant, name, received);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ receiver }) => receiver.close()));
  }

  async #publish(tenant: Tenant, source: string, received: Received): Promise<number> {
    const { known, publication, clock } = this.#ports;
    const observedAt = clock.now();
    const events = received.documents.flatMap((document) => {
      const of = { tenant: tenant.id, source, document, pending: [], observedAt, backfill: false };
      const event = documentEvent(of);
      const news = newsOf(event, known.get(tenant.id, document.form, document.documentId));
      if (news === 'known') return [];
      return [
        news === 'new' ? event : documentEvent({ ...of, digest: digestOf(document.summary) }),
      ];
    });
    await publication.publish(events);
    for (const one of received.malformed) await publication.park(tenant.id, one);
    return events.length;
  }

  #receiver(tenantId: string, name: string): Open {
    const { tenants, kinds, clock } = this.#ports;
    const tenant = tenants().get(tenantId);
    const setting = tenant?.sources.find((one) => one.name === name);
    const receive = kinds.find(({ kind }) => kind === setting?.kind)?.receive;
    if (tenant === undefined || setting === undefined || receive === undefined) {
      throw new HubError(
        'SOURCE_UNKNOWN',
        `tenant "${tenantId}" has no source "${name}" that is told; name it under sources in tenant.yaml`,
      );
    }
    const key = `${tenantId}/${name}`;
    const known = this.#open.get(key);
    if (known?.tenant === tenant) return known;
    // The files of the tenant changed; what the old one has in hand it may finish.
    void known?.receiver.close();
    const { language, timeZone, folder } = tenant;
    const context = { tenant: tenantId, name, language, timeZone, folder, clock };
    const open = { tenant, receiver: receive(setting.config, context) };
    this.#open.set(key, open);
    return open;
  }
}
