/**
 * `npm run test:containers`: runs the contract suites with Kafka and Redis in containers. Uses the
 * engine and images that are there; where there are none, starts an engine (as root) and builds
 * stand-in images, so that the container way is tested on machines that can pull nothing.
 */
import { testInContainers } from './test-in-containers.js';

process.exitCode = await testInContainers(process.argv.slice(2));
