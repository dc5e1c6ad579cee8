import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import playwright from 'eslint-plugin-playwright';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The rooms of the house, and what each may import; CONTRIBUTING shows the same table. */
const ROOMS = [
  { type: 'fixtures', pattern: 'e2e/fixtures/**', partialMatch: false },
  { type: 'spec', pattern: 'e2e/**', partialMatch: false },
  { type: 'pages', pattern: 'pages/**', partialMatch: false },
  { type: 'engine', pattern: 'engine/**', partialMatch: false },
  { type: 'policy', pattern: 'policy/**', partialMatch: false },
  { type: 'target-idp', pattern: 'target/idp/**', partialMatch: false },
  { type: 'target-api', pattern: 'target/api/**', partialMatch: false },
  { type: 'target-web', pattern: 'target/web/**', partialMatch: false },
  { type: 'target', pattern: 'target/**', partialMatch: false },
  { type: 'proof', pattern: 'proof/**', partialMatch: false },
  { type: 'bench', pattern: 'bench/**', partialMatch: false },
  { type: 'scripts', pattern: 'scripts/**', partialMatch: false },
  { type: 'config', pattern: '*.{ts,js}', partialMatch: false },
];

const MAY_IMPORT = {
  spec: ['fixtures'],
  fixtures: ['fixtures', 'pages', 'engine', 'policy'],
  pages: ['pages'],
  engine: ['engine', 'policy'],
  policy: ['policy'],
  // The three services speak over HTTP; from the seed they take types only.
  'target-idp': ['target-idp', 'target'],
  'target-api': ['target-api', 'target'],
  'target-web': ['target-web'],
  target: ['target', 'target-api', 'target-web'],
  proof: ['proof'],
  // It measures the engine from within, and everything else as a command in a workspace of the proof's.
  bench: ['bench', 'proof', 'engine', 'policy'],
  scripts: ['scripts'],
  config: ['engine', 'config'],
};

export default tseslint.config(
  { ignores: ['node_modules', 'reports', '**/dist', '.target', '.auth', '.cache'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    // node:test's own functions return promises that nobody needs to wait for.
    files: ['**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'off',
      // The message of an assertion may print whatever an answer held.
      '@typescript-eslint/restrict-template-expressions': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { boundaries },
    settings: {
      'boundaries/elements': ROOMS,
      'import/resolver': { node: { extensions: ['.ts', '.tsx', '.js', '.mjs'] } },
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: Object.entries(MAY_IMPORT).map(([from, allowed]) => ({
            from: { element: { type: from } },
            allow: allowed.map((type) => ({ to: { element: { type } } })),
          })),
        },
      ],
    },
  },
  {
    files: ['e2e/**/*.{spec,setup}.ts'],
    extends: [playwright.configs['flat/recommended']],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.\\./fixtures/index\\.ts$|\\./fixtures/index\\.ts$)',
              message: 'A spec imports from e2e/fixtures and from nowhere else.',
            },
          ],
        },
      ],
      // A spec settles the cells of a group; the assertion is inside.
      'playwright/expect-expect': ['error', { assertFunctionNames: ['settle'] }],
      'playwright/no-skipped-test': 'error',
      'playwright/no-focused-test': 'error',
      'playwright/no-wait-for-timeout': 'error',
      'playwright/no-networkidle': 'error',
    },
  },
  {
    // A set-up prepares; what came of it is judged by the specs.
    files: ['e2e/*.setup.ts'],
    rules: { 'playwright/expect-expect': 'off' },
  },
  {
    // A fixture without dependencies is written with an empty pattern; Playwright reads it.
    files: ['e2e/fixtures/**'],
    rules: { 'no-empty-pattern': 'off' },
  },
  {
    files: ['target/web/src/**'],
    extends: [reactHooks.configs.flat.recommended],
    languageOptions: { globals: globals.browser },
  },
);
