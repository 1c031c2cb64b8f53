import { parseArgs } from 'node:util';
import { print } from './print.js';

const usage = `hub start [--demo]            start everything; with --demo play the story and end
hub start --trace <number>   draw the traces of a bill of the last run
hub doctor [--tenant <id>] [--json] [--lang zh|en|both]
                             check all that the hub needs, and say how to mend what is wrong
hub backfill --tenant <id> --form <form id> --from <day> [--to <day>] [--speed <rows a second>] [--again]
                             publish history, which wakes nobody; run again, it goes on where it was
hub templates preview <template> [--form <form id>] [--step <step>] [--lang <language>] [--tenant <id>] 
                             [--channel card|robot|work|todo|calendar|ding]
                             show what people will see, in all languages
hub templates export <folder>
                             write the card template for DingTalk's card builder and its variables
hub simulators [--json] [--host <address>] [--tls] [--subsidiaries <n>] [--days <n>]
                             start the simulators of Kingdee and DingTalk alone; the ERP has n companies
                             with n days of business; --tls: DingTalk by https and wss, private CA`;

async function run([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'start': {
      const { values } = parseArgs({
        args,
        options: { demo: { type: 'boolean', default: false }, trace: { type: 'string' } },
      });
      if (values.trace !== undefined) {
        return (await import('./traces/print-trace.js')).printTrace(values.trace);
      }
      return (await import('./start.js')).start({ demo: values.demo });
    }
    case 'doctor':
      return (await import('./doctor/command.js')).runDoctor(args, process.env);
    case 'templates':
      return (await import('./templates/command.js')).runTemplates(args, process.env);
    case 'backfill':
      return (await import('./backfill.js')).runBackfill(args, process.env);
    case 'simulators': {
      const { values } = parseArgs({
        args,
        options: {
          json: { type: 'boolean', default: false },
          host: { type: 'string', default: '127.0.0.1' },
          tls: { type: 'boolean', default: false },
          subsidiaries: { type: 'string', default: '2' },
          days: { type: 'string', default: '365' },
        },
      });
      return (await import('./simulators.js')).runSimulators({
        ...values,
        business: { subsidiaries: Number(values.subsidiaries), days: Number(values.days) },
      });
    }
    default:
      print(usage);
      return command === undefined || command === 'help' ? 0 : 2;
  }
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
