import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const tests = ['**/*.test.ts', '**/testing/**', 'packages/testkit/**', 'e2e/**'];
const environmentReaders = [
  '**/config.ts',
  '**/main.ts',
  '**/telemetry.ts',
  'deploy/local/src/**',
  'packages/testkit/src/parts.ts',
];
const nodeGlobals = {
  process: 'readonly',
  console: 'readonly',
  URL: 'readonly',
  setTimeout: 'readonly',
  clearTimeout: 'readonly',
  setInterval: 'readonly',
  clearInterval: 'readonly',
  Buffer: 'readonly',
};
const browserGlobals = {
  document: 'readonly',
  window: 'readonly',
  fetch: 'readonly',
  EventSource: 'readonly',
  FormData: 'readonly',
  location: 'readonly',
  history: 'readonly',
  localStorage: 'readonly',
  URLSearchParams: 'readonly',
  setTimeout: 'readonly',
  clearTimeout: 'readonly',
  HTMLElement: 'readonly',
  confirm: 'readonly',
  alert: 'readonly',
  prompt: 'readonly',
  Intl: 'readonly',
  structuredClone: 'readonly',
  Event: 'readonly',
  CustomEvent: 'readonly',
  requestAnimationFrame: 'readonly',
};
const noEnvironment = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'The environment is read once, in config.ts or main.ts.',
};
const noWallClock = {
  selector:
    "CallExpression[callee.object.name='Date'][callee.property.name='now'], NewExpression[callee.name='Date'][arguments.length=0]",
  message: 'Time is injected: take a Clock.',
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.local/**', '**/generated/**'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Nest's option literals are class instances without prototypes; the rule rejects them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Nest modules and controllers are classes that only carry decorators.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Ports are async so that an adapter may wait; one that need not wait is no fault.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['it', 'describe', 'test', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['{schemas,packages,services,cli,bench,deploy}/**/*.ts'],
    ignores: [...environmentReaders, ...tests, 'cli/**', 'bench/**'],
    rules: { 'no-restricted-syntax': ['error', noEnvironment] },
  },
  {
    files: ['packages/rules/src/**/*.ts', '**/src/domain/**/*.ts'],
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', noEnvironment, noWallClock] },
  },
  {
    files: tests,
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  { files: ['simulators/*/page/**/*.js'], languageOptions: { globals: browserGlobals } },
  {
    files: ['scripts/**/*.{js,mjs}', '*.js', '*.cjs'],
    languageOptions: { globals: { ...nodeGlobals, module: 'writable' } },
  },
);
