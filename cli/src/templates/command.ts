import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { languages, templateNames } from '@hub/notifier-dingtalk/templates';
import type { Step } from '@hub/schemas';
import { print } from '../print.js';
import { root } from '../root.js';
import { channels, type Channel } from './draw.js';
import { exportTemplates } from './export.js';
import { preview } from './preview.js';

const steps: readonly string[] = [
  ...['SAVED', 'SUBMITTED', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'CLOSED', 'VOIDED', 'DELETED'],
  ...['DUE_SOON', 'OVERDUE', 'STUCK', 'BELOW_LIMIT', 'WITHIN_LIMIT', 'ANOMALY'],
];

/** `hub templates preview|export`; returns the exit code, 2 for arguments that make no sense. */
export function runTemplates(
  [verb, ...args]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): number {
  switch (verb) {
    case 'preview':
      return runPreview(args, env['HUB_TENANTS_DIR'] ?? join(root, 'config/tenants'));
    case 'export': {
      const [folder] = args;
      if (folder === undefined) return refuse('hub templates export <folder>: name the folder');
      for (const file of exportTemplates(folder)) print(file);
      return 0;
    }
    default:
      return refuse('hub templates: use preview <template> or export <folder>');
  }
}

function runPreview(args: readonly string[], tenantsDir: string): number {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      form: { type: 'string', default: 'PUR_PurchaseOrder' },
      step: { type: 'string' },
      lang: { type: 'string' },
      tenant: { type: 'string' },
      channel: { type: 'string', default: 'card' },
    },
  });
  const [template = ''] = positionals;
  const { form, step, lang, tenant, channel } = values;
  const tenantFolder = tenant === undefined ? null : join(tenantsDir, tenant);
  const wrong = [
    outside('the template', template, templateNames),
    outside('--channel', channel, channels),
    lang === undefined ? null : outside('--lang', lang, languages),
    step === undefined ? null : outside('--step', step, steps),
    tenantFolder === null || existsSync(tenantFolder) ? null : `${tenantFolder}: no such tenant`,
  ].find((fault) => fault !== null);
  if (wrong !== undefined) return refuse(wrong);
  preview({
    ...{ template, form, tenantFolder, print },
    step: (step ?? null) as Step | null,
    language: lang ?? null,
    channel: channel as Channel,
  });
  return 0;
}

function outside(what: string, given: string, there: readonly string[]): string | null {
  return there.includes(given) ? null : `${what} "${given}" is none; use ${there.join(', ')}`;
}

function refuse(fault: string): number {
  print(fault);
  return 2;
}
