import { HubError } from '@hub/core';
import type { Command } from '@hub/schemas';
import { factsOf, type Message, type Template } from '../domain/message.js';
import type { Locale } from '../domain/tenant.js';
import { wordsFor } from '../domain/words.js';
import { approval } from './approval.js';
import { decision } from './decision.js';
import { notice } from './notice.js';

const templates: Readonly<Partial<Record<string, Template>>> = { approval, decision, notice };

/**
 * What a command says, in the words of its template and the language of its tenant.
 *
 * @throws HubError NOTIFIER_TEMPLATE_UNKNOWN
 */
export function render(command: Command, locale: Locale): Message {
  const template = Object.hasOwn(templates, command.template)
    ? templates[command.template]
    : undefined;
  if (template === undefined) {
    throw new HubError(
      'NOTIFIER_TEMPLATE_UNKNOWN',
      `command ${command.commandId} of ${command.tenant} asks for the template "${command.template}"; there are ${Object.keys(templates).join(', ')}. Mend the rule`,
    );
  }
  const facts = factsOf(command, locale);
  const words = wordsFor(locale.words, command.form);
  return { ...facts, ...template(command, facts, words, locale) };
}

/** The names of the templates. */
export const templateNames: readonly string[] = Object.keys(templates);
