import assert from 'node:assert/strict';
import { it } from 'node:test';
import { documentVersion, eventId } from '@hub/core';
import type { Document, Step } from '@hub/schemas';
import type { SourceDocument } from '@hub/source';
import { aSummary, seeded } from '@hub/testkit';
import fc from 'fast-check';
import { digestOf } from '../domain/known-document.js';
import { reconcileDuty } from '../reconcile/reconcile-duty.js';
import { form, organisation, ReadAccount } from '../testing/read-account.js';

const minute = 60_000;
const runs = 2_000;

/** What happens to one document, or to the process that reads. */
const happenings = fc.record({
  kind: fc.constantFrom(
    ...[
      'edit',
      'edit',
      'edit',
      'submit',
      'submit',
      'node',
      'node',
      'approve',
      'close',
      'late',
      'late again',
      'delete',
      'again',
    ],
  ) as fc.Arbitrary<Kind>,
  document: fc.integer({ min: 1, max: 6 }).map(String),
  /** How long after the one before, milliseconds; 0 makes equal times. */
  after: fc.constantFrom(0, 0, 1, 900, 3_000, 20_000, 7 * minute),
  /** The question of the next reading in the middle of which the document changes again; null for none. */
  drift: fc.option(fc.integer({ min: 0, max: 4 }), { nil: null, freq: 4 }),
  /** The record at which the process dies in the next reading; null for none. */
  death: fc.option(fc.integer({ min: 0, max: 6 }), { nil: null, freq: 3 }),
  /** False to let the next thing happen before anybody looks. */
  looks: fc.boolean(),
});

const histories = fc.array(happenings, { minLength: 3, maxLength: 12 });

type Kind =
  'edit' | 'submit' | 'node' | 'approve' | 'close' | 'late' | 'late again' | 'delete' | 'again';

/** The system, and the journal it keeps of every state that each document ever was in. */
class World {
  readonly account = new ReadAccount();

  /** @param looksBack whether late commits can be asked for together with what is new */
  constructor(looksBack: boolean) {
    if (looksBack) this.account.source.lookBackMax = 300;
  }

  /** Every state there ever was, as texts that name it. */
  readonly ever = new Set<string>();
  /** States that lasted long enough to be seen. */
  readonly seen = new Set<string>();
  /**
   * Committed late, or closed without a trace of time: a deletion in the same minutes may hide the one from the count, and
   * the other is found by the full compare alone.
   */
  readonly #slow = new Set<string>();
  /** Ids that were given once. Only here is one given again after a deletion, to something older than what had it. */
  readonly #given = new Set<string>();
  /**
   * Found by the full compare perhaps, and told, but not yet remembered when the process died: it is told again, under its
   * id, when the full compare comes again. If it is deleted before that, nobody remembers that it was told.
   */
  readonly halfTold = new Set<string>();
  #count = 0;

  /** The process dies. */
  dies(): void {
    for (const id of this.#slow) this.halfTold.add(id);
    this.account.restart();
  }

  happen(kind: Kind, id: string): void {
    const { source, clock } = this.account;
    const before = source.documents.get(id);
    this.#count += 1;
    const put = (step: Step, modifiedAt = clock.now(), node: string | null = null): void => {
      const summary = aSummary({
        organisation,
        number: `N${id}`,
        counterparty: String(this.#count),
      });
      source.put(this.account.aBill(id, { step, modifiedAt, summary }));
      this.#slow.delete(id);
      this.#given.add(id);
      source.wait(id, ...(node === null ? [] : [`${id}-${node}`]));
    };
    switch (kind) {
      case 'edit':
        put('SAVED');
        break;
      case 'submit':
      case 'again':
        put('SUBMITTED', clock.now(), `n${String(this.#count)}`);
        break;
      case 'node':
        if (before?.step === 'SUBMITTED') source.wait(id, `${id}-n${String(this.#count)}`);
        break;
      case 'approve':
        put('APPROVED');
        break;
      case 'close':
        // Leaves the time of change alone, as the ERP does.
        if (before?.step === 'APPROVED') {
          source.put({ ...before, step: 'CLOSED' });
          this.#slow.add(id);
        }
        break;
      case 'late':
        if (before === undefined) {
          const isFound = source.lookBackMax !== undefined && !this.#given.has(id);
          put('SAVED', clock.now() - 4 * minute + this.#count);
          if (!isFound) this.#slow.add(id);
        }
        break;
      case 'late again':
        // Known in the minutes that are looked at, and committed once more with a time that was read past.
        if (before?.step === 'SAVED' && before.modifiedAt < clock.now() - 2) {
          const between = Math.floor((before.modifiedAt + clock.now()) / 2);
          put('SAVED', Math.max(between, clock.now() - 4 * minute));
          if (source.lookBackMax === undefined) this.#slow.add(id);
        }
        break;
      case 'delete':
        // What was approved cannot be deleted.
        if (before?.step === 'SAVED' || before?.step === 'SUBMITTED') {
          source.documents.delete(id);
          source.wait(id);
        }
    }
    this.#note(this.ever);
  }

  /** Everything that is there now was there long enough for ordinary reading; or for the full compare, too. */
  lasts(compared = false): void {
    this.#note(this.seen, compared ? new Set() : this.#slow);
  }

  #note(states: Set<string>, without: ReadonlySet<string> = new Set()): void {
    const { source } = this.account;
    for (const document of source.documents.values()) {
      if (without.has(document.documentId)) continue;
      const nodes = source.tasks
        .filter(({ documentId }) => documentId === document.documentId)
        .map(({ node }) => node);
      states.add(stateOf(document, nodes));
    }
  }
}

/** Dies when the n-th record is about to be stored; what was stored before stays. */
class Death extends Error {}

function stateOf(
  { documentId, modifiedAt, step, summary }: SourceDocument | Document,
  nodes: readonly string[],
): string {
  return [documentId, modifiedAt, step, nodes.toSorted().join('+'), digestOf(summary)].join(' ');
}

/** Reads until nothing is left, restarting whenever the process dies; long enough for late commits and for the full compare. */
async function look(world: World, drift: number | null, death: number | null): Promise<void> {
  const { account } = world;
  const { source, events, clock } = account;
  let questions = 0;
  let records = 0;
  source.before = () => {
    questions += 1;
    if (questions - 1 !== drift) return;
    const [id = '1'] = source.documents.keys();
    world.happen('edit', id);
  };
  events.before = () => {
    records += 1;
    if (records - 1 === death) throw new Death('killed');
  };
  for (let turn = 0; turn < 4; turn += 1) {
    // The second round comes after the search for late commits is due again.
    await clock.advance(turn === 2 ? minute + 1 : 1_600);
    try {
      const { faults } = await account.poll();
      for (const { error } of faults) throw error;
      if (turn >= 2) await reconcile(account);
    } catch (error) {
      if (!(error instanceof Death)) throw error;
      world.dies();
    }
  }
  source.before = () => undefined;
  events.before = () => undefined;
}

async function reconcile(account: ReadAccount): Promise<void> {
  const settings = [{ tenant: 'huadong', language: 'zh-CN', everyMs: 1_000, windowDays: 60 }];
  const duty = reconcileDuty(account.scope, settings, { since: async () => 0 });
  const progress = { isDone: false };
  const running = duty?.run(new AbortController().signal).finally(() => (progress.isDone = true));
  // It looks twice at what it suspects, a moment apart.
  for (let step = 0; step < 20 && !progress.isDone; step += 1) await account.clock.advance(500);
  await running;
}

it('the ids of what was published are those of the journal, whatever happens in between', async () => {
  let published = 0;
  await fc.assert(
    fc.asyncProperty(histories, fc.boolean(), async (history, looksBack) => {
      const world = new World(looksBack);
      const { account } = world;
      await account.poll();
      for (const { kind, document, after, drift, death, looks } of history) {
        await account.clock.advance(after);
        world.happen(kind, document);
        if (looks) await look(world, drift, death);
        if (looks && drift === null) world.lasts();
      }
      // The full compare accuses nothing that ordinary reading may still be at.
      await account.clock.advance(15 * minute);
      await look(world, null, null);
      await look(world, null, null);
      world.lasts(true);

      const events = account.events.documents.filter(
        ({ step }) => step !== 'DELETED' && step !== 'ANOMALY',
      );
      const states = events.map((event) =>
        stateOf(
          event,
          event.pending.map(({ node }) => node),
        ),
      );
      const told = new Set(states);
      assert.deepEqual(
        [...world.seen].filter((state) => !told.has(state)),
        [],
        'missed',
      );
      assert.deepEqual(
        states.filter((state) => !world.ever.has(state)),
        [],
        'never were',
      );
      idsAreTrue(events, states);
      deletionsAreTold(world);
      published += events.length;
    }),
    { ...seeded('histories'), numRuns: runs },
  );
  assert.ok(published > runs, String(published));
});

/** Each state has one id, each id one state, and the id is the hash of what it names. */
function idsAreTrue(events: readonly Document[], states: readonly string[]): void {
  const ids = new Map<string, string>();
  for (const [index, event] of events.entries()) {
    const state = states[index] ?? '';
    assert.equal(ids.get(state) ?? event.eventId, event.eventId, `second id of ${state}`);
    ids.set(state, event.eventId);
    const { tenant, documentId, version, step, modifiedAt, pending } = event;
    assert.equal(event.eventId, eventId({ tenant, form, documentId, version, step }));
    const plain = documentVersion({ modifiedAt, nodes: pending.map(({ node }) => node) });
    assert.ok(version === plain || version === `${plain}~${digestOf(event.summary)}`, version);
  }
  assert.equal(new Set(ids.values()).size, ids.size, 'one id for two states');
}

/**
 * The last word about a document is that it is gone, if and only if it is. A closed one is not looked for any more: opened
 * again and deleted before anybody looks, it stays closed (one history in some ten thousand).
 */
function deletionsAreTold({ account, halfTold }: World): void {
  const last = new Map<string, Document>();
  for (const event of account.events.documents) {
    if (event.step !== 'ANOMALY') last.set(event.documentId, event);
  }
  for (const [id, event] of last) {
    const isThere = account.source.documents.has(id);
    if (halfTold.has(id) || (event.step === 'CLOSED' && !isThere)) continue;
    assert.equal(event.step === 'DELETED', !isThere, `deletion of ${id}`);
  }
}
