import type { AppEvent } from './happening.js';

const pageMax = 200;
const keptMax = 10_000;

/** Events that could not be handed over by HTTP. Reading removes them. */
export class FailedEvents {
  readonly #byApp = new Map<string, AppEvent[]>();

  add(event: AppEvent): void {
    const { appKey } = event.app;
    const list = this.#byApp.get(appKey) ?? [];
    list.push(event);
    if (list.length > keptMax) list.shift();
    this.#byApp.set(appKey, list);
  }

  /** The oldest 200 of an application, and whether there are more. */
  take(appKey: string): { has_more: boolean; failed_list: readonly object[] } {
    const list = this.#byApp.get(appKey) ?? [];
    const page = list.splice(0, pageMax);
    return {
      has_more: list.length > 0,
      failed_list: page.map(({ bornAt, corpId, data, eventType }) => ({
        call_back_tag: eventType,
        event_time: bornAt,
        [eventType]: { ...data, corpid: corpId },
      })),
    };
  }
}
