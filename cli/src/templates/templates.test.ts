import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cardParams, cardVariables, render, wordsOf } from '@hub/notifier-dingtalk/templates';
import { approvalTemplate } from '@hub/simulator-dingtalk';
import stringWidth from 'string-width';
import { cardFile } from './card-file.js';
import { exampleOf } from './example.js';
import { exportTemplates } from './export.js';
import { preview } from './preview.js';

interface EditorData {
  readonly variableList: readonly { readonly name: string; readonly private: boolean }[];
}

const declared = (own: boolean): readonly string[] =>
  cardVariables
    .filter((one) => one.private === own)
    .map(({ name }) => name)
    .toSorted();

describe('the variables of the card', () => {
  it('are those of the simulator’s template', () => {
    const { variables } = approvalTemplate;
    assert.deepEqual(declared(false), variables.public.toSorted());
    assert.deepEqual(declared(true), variables.private.toSorted());
  });

  it('are all that the hub sends, and no more', () => {
    const words = wordsOf('zh-CN');
    const locale = { language: 'zh-CN', timeZone: 'Asia/Shanghai', words };
    const sent = Object.keys(
      cardParams(render(exampleOf('approval', 'CN_PAYAPPLY', null), locale)),
    );
    // Nobody may decide in public; who may is told so in private.
    assert.deepEqual(sent.toSorted(), [...declared(false), 'canDecide'].toSorted());
  });

  it('are declared in the file for the card builder, and none is used that is not', () => {
    const { editorData } = cardFile() as { readonly editorData: string };
    const { variableList } = JSON.parse(editorData) as EditorData;
    const names = variableList.map(({ name }) => name);
    assert.deepEqual(
      names,
      cardVariables.map(({ name }) => name),
    );
    const used = [...editorData.matchAll(/\$\{(\w+)\}|"variable\\?":\\?"(\w+)/g)].map(
      ([, inText, inPlace]) => inText ?? inPlace ?? '',
    );
    assert.ok(used.length > 20);
    assert.deepEqual(
      used.filter((name) => name !== 'input' && !names.includes(name)),
      [],
    );
  });
});

describe('hub templates', () => {
  it('exports card and variables', () => {
    const folder = mkdtempSync(join(tmpdir(), 'templates-'));
    const files = exportTemplates(folder).map((file) => file.slice(folder.length + 1));
    const table = readFileSync(join(folder, 'approval-variables.md'), 'utf8');
    rmSync(folder, { recursive: true });
    assert.deepEqual(files, [
      'approval-card.json',
      'approval-variables.json',
      'approval-variables.md',
    ]);
    assert.match(table, /\| `canDecide` \| private \|/);
  });

  for (const channel of ['card', 'robot', 'work'] as const) {
    it(`previews ${channel} in five languages, every line of a box as wide as the others`, () => {
      const drawn: string[] = [];
      const asked = { template: 'notice', form: 'AR_receivable', step: null, language: null };
      preview({ ...asked, channel, tenantFolder: null, print: (line) => drawn.push(line) });
      assert.equal(drawn.length, 5);
      for (const box of drawn)
        assert.equal(new Set(box.split('\n').map((one) => stringWidth(one))).size, 1);
      assert.match(drawn[0] ?? '', /逾期 7 天，到期日 2026-11-16，未收 12,000\.00 CNY/);
    });
  }

  it('previews what stays in lists and calendars, and what is read aloud', () => {
    const drawn = (['todo', 'calendar', 'ding'] as const).map((channel) => {
      const lines: string[] = [];
      const asked = { template: 'notice', form: 'AR_receivable', step: null, language: 'zh-CN' };
      preview({ ...asked, channel, tenantFolder: null, print: (line) => lines.push(line) });
      return lines
        .join('\n')
        .split('\n')
        .slice(1, -1)
        .map((line) => line.slice(2, -2).trim());
    });
    assert.deepEqual(drawn, [
      [
        '[ ] 应收单已逾期 · CGDD000186 · 86,000.00 CNY · 苏州恒力轴承有限公',
        '司',
        '',
        '2026-11-16',
      ],
      ['2026-11-16', '', '应收单已逾期 · CGDD000186 · 86,000.00 CNY · 苏州恒力轴承有限公司'],
      [
        '应收单已逾期 CGDD000186 86,000.00 CNY 逾期 7 天，到期日 2026-11-16',
        '，未收 12,000.00 CNY',
      ],
    ]);
  });
});
