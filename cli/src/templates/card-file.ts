import { cardVariables } from '@hub/notifier-dingtalk/templates';

/**
 * The approval card as a file for DingTalk's card builder (更多 → 导入).
 *
 * The shape is that of files which the builder exports, as DingTalk publishes them with its card examples: an object of
 * `editorData` (JSON as text, `schemaVersion` 3.0.0 with `componentsTree` and `variableList`), `widgetInfo`, `type` and
 * `mode`. `widgetInfo` is what the builder compiles when the card is saved, so it is left empty here.
 */
export function cardFile(): object {
  const editorData = {
    schemaVersion: '3.0.0',
    schema: {
      version: '1.0.0',
      componentsMap: components.map(componentOf),
      componentsTree: [tree()],
      i18n: {},
    },
    mockData: mockData(),
    editVersion: 0,
    ...{ customWidgetInfo: '', useCustomWidgetInfo: false },
    variableList: cardVariables.map(({ name, private: own, says }) => ({
      ...{ name, id: name, private: own, type: 'string' },
      ...{ description: says, editorVarType: 'variables' },
    })),
    ...{ formList: [], expList: [], hsfList: [], lwpList: [] },
    localList: [{ name: 'input', id: 'input', type: 'string', editorVarType: 'local' }],
    extension: { extendType: 'NORMAL', fileTypeList: [] },
  };
  return { editorData: JSON.stringify(editorData), widgetInfo: '', type: 'im', mode: 'card' };
}

const components = ['CardHeaderV2', 'Tag', 'BaseText', 'Input', 'ButtonList', 'Card'] as const;
const rows = ['number', 'amount', 'counterparty', 'department', 'applicant', 'date', 'note'];

function componentOf(componentName: string): object {
  return {
    package: '@ali/dxComponent',
    version: '1.0.0',
    exportName: componentName,
    main: './src/index.tsx',
    ...{ destructuring: false, subName: '', componentName },
  };
}

function mockData(): object {
  const of = (own: boolean): object =>
    Object.fromEntries(
      cardVariables
        .filter((one) => one.private === own)
        .map(({ name, example }) => [name, example]),
    );
  return {
    cardData: of(false),
    cardPrivateData: of(true),
    localData: { input: '' },
    richTextData: {},
  };
}

function tree(): object {
  const button = (action: 'approve' | 'reject', color: string): object => ({
    id: action,
    text: text(`\${${action}Label}`),
    ...{ status: 'normal', color, visible: always, actionType: 'request' },
    actionId: text(action),
    params: [
      { ...fixed, id: '1', name: 'action', value: action },
      { ...fixed, id: '2', name: 'token', type: 'variable', variable: `${action}Token` },
      {
        ...fixed,
        id: '3',
        name: 'reason',
        type: 'variable',
        variableType: 'local',
        variable: 'input',
      },
    ],
  });
  return node('Card', 'card', { summaryContent: variable('title'), actionType: 'url' }, [
    node('CardHeaderV2', 'header', { title: text('${title}') }),
    node('Tag', 'status', {
      text: text('${status}'),
      color: dynamic('dynamicColor', 'statusColor'),
    }),
    ...rows.map((name) =>
      node('BaseText', name, {
        content: text(`\${${name}Label}：\${${name}}`),
        visible: when(name, 'notEqual', ''),
      }),
    ),
    node('BaseText', 'detail', {
      content: text('${detail}'),
      visible: when('detail', 'notEqual', ''),
    }),
    node('Input', 'reason', {
      placeholder: text('${reasonLabel}'),
      value: { ...variable('input'), variableType: 'local' },
      visible: when('canDecide', 'equal', 'true'),
    }),
    node('ButtonList', 'decide', {
      buttons: { type: 'buttonList', value: [button('reject', 'gray'), button('approve', 'blue')] },
      visible: when('canDecide', 'equal', 'true'),
    }),
    node('BaseText', 'open', {
      content: text('${openLabel}'),
      ...{ enableClickEvent: true, actionType: 'url', urlType: 'all' },
      url: dynamic('dynamicLink', 'link'),
      visible: when('hasLink', 'equal', 'true'),
    }),
  ]);
}

const always = {
  ...{ type: 'dynamicVisible', value: true, valueType: 'fixed' },
  condition: { op: 'and', conditions: [] },
};
const fixed = { type: 'fixed', variable: '', value: '', variableType: 'global' };

function node(
  componentName: string,
  id: string,
  props: object,
  children?: readonly object[],
): object {
  return {
    ...{ componentName, id: `node_${id}`, props: { visible: always, ...props } },
    ...{ hidden: false, title: id, isLocked: false, condition: true, conditionGroup: '' },
    ...(children === undefined ? {} : { children }),
  };
}

function text(content: string): object {
  return { type: 'dynamicString', content, i18n: false };
}

function variable(name: string): object {
  return { type: 'variableValue', variableType: 'global', variable: name };
}

function dynamic(type: string, name: string): object {
  return { type, value: '', valueType: 'variable', variable: name, variableType: 'global' };
}

function when(name: string, op: 'equal' | 'notEqual', value: string): object {
  const condition = {
    ...{ type: 'variable', variable: name, variableType: 'global', op, value },
    ...{ valueType: 'fixed', valueVariableType: 'global' },
  };
  return {
    ...{ type: 'dynamicVisible', value: true, valueType: 'condition' },
    condition: { op: 'and', conditions: [condition] },
  };
}
