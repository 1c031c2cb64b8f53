import { aDocument, FakeClock } from '@hub/testkit';
import type { ErpDocument } from '../domain/erp.js';
import { FormMemory } from '../domain/form-memory.js';
import { IngestTelemetry } from '../ingest-telemetry.js';
import { pollTenant, type PollReport, type TenantScope } from '../poll-tenant.js';
import { publishNews } from '../publish-news.js';
import { MemoryErp } from './memory-erp.js';
import { MemoryEvents, silentLog } from './memory-events.js';

export const form = 'PUR_PurchaseOrder';

/** One tenant being polled, with its ERP and its topics in memory. */
export class PolledTenant {
  readonly clock = new FakeClock();
  readonly erp = new MemoryErp();
  readonly events = new MemoryEvents();
  readonly #forms: readonly string[];
  #scope: TenantScope;

  constructor(...forms: readonly string[]) {
    this.#forms = forms.length === 0 ? [form] : forms;
    this.#scope = this.#begin();
  }

  /** A new process: all it knows is the last published watermarks. */
  restart(): void {
    this.#scope = this.#begin();
  }

  async poll(): Promise<PollReport> {
    const { events, clock } = this;
    const publish = publishNews({
      events,
      clock,
      telemetry: new IngestTelemetry(),
      log: silentLog,
    });
    return pollTenant(this.erp, publish, clock)(this.#scope);
  }

  /** A submitted order that changed just now. */
  aBill(documentId: string, over: Partial<ErpDocument> = {}): ErpDocument {
    const { step, summary, departmentId } = aDocument();
    return { form, documentId, modifiedAt: this.clock.now(), step, departmentId, summary, ...over };
  }

  /** What was published, as `id STEP open+steps`. */
  get published(): string[] {
    return this.events.documents.map(({ documentId, step, pending }) =>
      `${documentId} ${step} ${pending.map(({ node }) => node).join('+')}`.trim(),
    );
  }

  #begin(): TenantScope {
    const memory = this.#forms.map((id) => {
      const watermark = this.events.watermarks.findLast((one) => one.form === id);
      return [id, new FormMemory(watermark ?? null)] as const;
    });
    const startedAt = this.clock.now();
    return { tenant: 'huadong', forms: this.#forms, startedAt, memory: new Map(memory) };
  }
}
