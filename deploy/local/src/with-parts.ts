/**
 * Runs a command with Kafka and Redis beside it: `with-parts.js -- <command> [args…]`. The command
 * finds them in KAFKA_BROKERS and REDIS_URL (and the ways they came by in HUB_PARTS_WAY); its exit
 * code is ours, and the parts are stopped when it ends.
 */
import { runWithParts } from './run-with-parts.js';

const separator = process.argv.indexOf('--');
const command = separator === -1 ? [] : process.argv.slice(separator + 1);
process.exitCode = await runWithParts(command);
