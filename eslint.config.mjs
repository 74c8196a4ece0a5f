import { builtinRules } from 'eslint/use-at-your-own-risk';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The layers that run anywhere: no Node, DOM or vscode interface, no npm package, no clock. */
const PURE = 'src/{machine,arch,engine,program,language,traces,timeline,protocol}/**/*.ts';
/** The simulated computer: plain synchronous functions, results as values. */
const MODEL = 'src/{machine,arch,engine}/**/*.ts';

const LEFTOVERS = ['todo', 'fixme', 'xxx'];

const NO_ENUM = { selector: 'TSEnumDeclaration', message: 'Use constants: `as const`.' };
const NO_TRY = {
  selector: 'TryStatement',
  message: 'Results are values; an exception is a suspension or a bug, and is caught elsewhere.',
};
const NO_THROW = {
  selector: 'ThrowStatement',
  message: 'Return -errno. Only src/machine/trace.ts throws, to suspend the run.',
};
const NO_ASYNC = {
  selector: ':matches(AwaitExpression, YieldExpression, :function[async=true])',
  message: 'The machine is synchronous; what waits is a queue in a table.',
};
const NO_STEPPING = {
  group: ['stepping/*'],
  message: 'Only src/timeline/builds.ts reaches the stepping copy.',
};
const NO_HOST = {
  group: ['*', '!.', '!..', '!./**', '!../**'],
  message: 'The pure layers import only each other: no Node module, no npm package.',
};

const HOST_GLOBALS = [
  ...['console', 'process', 'Buffer', 'require', 'globalThis', 'window', 'self', 'document'],
  ...['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['Date', 'performance', 'Intl', 'crypto', 'WeakRef', 'FinalizationRegistry'],
].map((name) => ({ name, message: 'The pure layers know no host and no clock.' }));

const NOT_REPEATABLE = [
  { object: 'Math', property: 'random' },
  { property: 'localeCompare' },
  { property: 'toLocaleString' },
].map((entry) => ({ ...entry, message: 'Every run gives the same result, everywhere.' }));

export default defineConfig(
  { ignores: ['dist/', 'out/', 'coverage/', 'build/steppingTypes/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    name: 'everything typed',
    files: ['src/**/*.ts', 'media/**/*.ts', 'test/**/*.ts', 'build/**/*.mjs'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { house: { rules: { 'max-lines': builtinRules.get('max-lines') } } },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'always' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // A parameter that only names a type: the table in `Row<'region'>`.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-restricted-syntax': ['error', NO_ENUM],
      'no-warning-comments': ['error', { terms: LEFTOVERS, location: 'anywhere' }],
      'house/max-lines': ['warn', 400],
      'max-lines': ['error', 600],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    name: 'sources have no default exports',
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      'no-restricted-imports': ['error', { patterns: [NO_STEPPING] }],
    },
  },
  {
    name: 'what of the extension runs in a browser too',
    files: ['src/extension/**/*.ts'],
    ignores: ['src/extension/desktop.ts', 'src/extension/adapter/nodeWorker.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [NO_STEPPING, { group: ['node:*'], message: 'There is no Node in a browser.' }],
        },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'require', 'setImmediate'],
    },
  },
  {
    name: 'pure layers',
    files: [PURE],
    rules: {
      'no-restricted-imports': ['error', { patterns: [NO_HOST] }],
      'no-restricted-globals': ['error', ...HOST_GLOBALS],
      'no-restricted-properties': ['error', ...NOT_REPEATABLE],
    },
  },
  {
    name: 'the one way to the stepping copy',
    files: ['src/timeline/builds.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ ...NO_HOST, group: [...NO_HOST.group, '!stepping', '!stepping/**'] }] },
      ],
    },
  },
  {
    name: 'the simulated computer',
    files: [MODEL],
    rules: { 'no-restricted-syntax': ['error', NO_ENUM, NO_TRY, NO_THROW, NO_ASYNC] },
  },
  {
    name: 'the one place that throws',
    // The tables report a machine that was put together wrongly; nothing that runs on them does.
    files: ['src/machine/**'],
    rules: { 'no-restricted-syntax': ['error', NO_ENUM, NO_TRY, NO_ASYNC] },
  },
  {
    name: 'declarations of tables',
    // A table is one list of fields, however long.
    files: ['src/engine/tables/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-restricted-syntax': [
        'error',
        NO_ENUM,
        {
          selector:
            'MemberExpression[object.name=/^(describe|it|test)$/][property.name=/^(skip|only|todo|fails)$/]',
          message: 'Every test runs, and says what is right today.',
        },
      ],
    },
  },
);
