import { startCosmicSimulator } from '@hub/simulator-cosmic';
import { startDingTalkSimulator } from '@hub/simulator-dingtalk';
import { startK3WiseSimulator } from '@hub/simulator-k3wise';
import { startKingdeeSimulator, type BusinessOptions } from '@hub/simulator-kingdee';
import { describeSimulators, type SimulatorFacts } from './describe-simulators.js';
import { print } from './print.js';
import { untilStopped } from './until-stopped.js';

export interface SimulatorsOptions {
  readonly json: boolean;
  readonly host: string;
  /** DingTalk speaks https and wss under a private CA. */
  readonly tls: boolean;
  readonly business: BusinessOptions;
}

/** Runs the simulators alone, without a broker, until it is stopped; prints what a client needs to know. */
export async function runSimulators({
  json,
  host,
  tls,
  business,
}: SimulatorsOptions): Promise<number> {
  const stopped = untilStopped();
  const kingdee = await startKingdeeSimulator({ host, business });
  const dingtalk = await startDingTalkSimulator({ host, tls });
  const wise = await startK3WiseSimulator({ host });
  const cosmic = await startCosmicSimulator({ host });
  const facts: SimulatorFacts = {
    kingdee: { url: kingdee.url, control: kingdee.control, accounts: kingdee.accounts },
    dingtalk: {
      api: dingtalk.api,
      oapi: dingtalk.oapi,
      control: dingtalk.control,
      ...(dingtalk.caFile === undefined ? {} : { caFile: dingtalk.caFile }),
      ...(dingtalk.proxy === undefined ? {} : { proxy: dingtalk.proxy }),
      organisations: dingtalk.organisations,
    },
    wise: { url: wise.url, control: wise.control, accounts: wise.accounts },
    cosmic: { url: cosmic.url, control: cosmic.control, accounts: cosmic.accounts },
  };
  print(json ? JSON.stringify(facts) : describeSimulators(facts));
  await stopped;
  await Promise.all([kingdee, dingtalk, wise, cosmic].map((simulator) => simulator.close()));
  return 0;
}
