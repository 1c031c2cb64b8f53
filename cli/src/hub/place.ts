import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '@hub/core';
import type { DingTalkSimulator } from '@hub/simulator-dingtalk';
import type { KingdeeSimulator } from '@hub/simulator-kingdee';
import { seedCompanies } from '@hub/simulator-kit';

/** The folders of one run of the hub on this machine, below `.local/`. */
export interface Place {
  /** Holds the others. */
  readonly folder: string;
  readonly tenantsDir: string;
  readonly secretsDir: string;
  readonly logsDir: string;
  readonly tracesDir: string;
}

/** How many runs are kept; older ones are removed when a new one begins. */
const runsMax = 20;
/** Several tests run at once; none is going on for longer than this, milliseconds. */
const goingOnMs = 3_600_000;

/** @param folder below `.local/`, where runs of one kind lie side by side */
export function makePlace(root: string, folder: string, run: string): Place {
  const runs = join(root, '.local', folder);
  const base = join(runs, run);
  for (const old of olderRuns(runs)) rmSync(join(runs, old), { recursive: true, force: true });
  const place = {
    folder: base,
    tenantsDir: join(base, 'tenants'),
    secretsDir: join(base, 'secrets'),
    logsDir: join(base, 'logs'),
    tracesDir: join(base, 'traces'),
  };
  for (const path of Object.values(place)) mkdirSync(path, { recursive: true, mode: 0o700 });
  cpSync(join(root, 'config/tenants'), place.tenantsDir, { recursive: true });
  return place;
}

/** Runs beyond those that are kept, by when they began; whatever their names, one that may still be going on is not among them. */
function olderRuns(runs: string): readonly string[] {
  if (!existsSync(runs)) return [];
  const begun = readdirSync(runs)
    .map((name) => ({ name, at: statSync(join(runs, name), { throwIfNoEntry: false })?.mtimeMs }))
    .flatMap(({ name, at }) => (at === undefined ? [] : [{ name, at }]))
    .toSorted((one, other) => one.at - other.at);
  const longAgo = systemClock.now() - goingOnMs;
  return begun
    .slice(0, -(runsMax - 1))
    .filter(({ at }) => at < longAgo)
    .map(({ name }) => name);
}

/** Writes the secrets that the tenants name by file, as a cluster would mount them. */
export function writeSecrets(
  place: Place,
  kingdee: KingdeeSimulator,
  dingtalk: DingTalkSimulator,
): void {
  for (const [index, { key, orgNumber }] of seedCompanies.entries()) {
    const account = kingdee.accounts.find((each) => each.orgNumber === orgNumber);
    const organisation = dingtalk.organisations[index];
    const secrets = {
      'kingdee-app-secret': account?.apps[0]?.appSecret,
      'dingtalk-app-secret': organisation?.appSecret,
      'capability-key': randomBytes(32).toString('base64'),
    };
    for (const [name, value] of Object.entries(secrets)) {
      if (value === undefined) throw new Error(`the simulators have no ${name} for ${key}`);
      writeFileSync(join(place.secretsDir, `${key}-${name}`), value, { mode: 0o600 });
    }
  }
}
