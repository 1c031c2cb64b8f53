import type { ControlRoute } from './control-route.js';
import type { Journal } from './journal.js';

/** Ends all tokens of a server, as a restart of it would. */
export function tokenRoute(tokens: { clear(): number }, journal: Journal): ControlRoute {
  return {
    method: 'POST',
    path: '/control/tokens/expire',
    summary: 'Ends all tokens.',
    body: { type: 'object' },
    handle: () => {
      const ended = tokens.clear();
      journal.append('tokens.ended', { ended });
      return { ended };
    },
  };
}
