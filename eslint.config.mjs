import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { describedDisables } from './scripts/eslint-described-disables.mjs';

const environmentMessage = 'Only src/config reads the environment; inject the section of the configuration instead.';

const environmentSyntax = {
  selector: "MemberExpression[property.name='env'][object.property.name='process']",
  message: environmentMessage,
};

const pathSyntax = {
  selector: "MemberExpression[property.name='forFileSystem']",
  message: 'Only code that works on files asks a HostPath for its text; hand on the HostPath itself.',
};

/** What reaches places on the disk, or looks for their paths. */
const worksOnFiles = ['workspace', 'skills', 'egress', 'tools/exec', 'tools/files'].map(
  (name) => `src/${name}/**/*.ts`,
);

const noEnvironment = {
  'no-restricted-properties': [
    'error',
    ...['env', 'loadEnvFile'].map((property) => ({ object: 'process', property, message: environmentMessage })),
  ],
  'no-restricted-imports': [
    'error',
    ...['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: environmentMessage })),
  ],
  'no-restricted-syntax': ['error', environmentSyntax, pathSyntax],
};

/** The part of ESLint's own recommended set that the type checker does not already cover. */
const core = {
  'default-case-last': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-async-promise-executor': 'error',
  'no-case-declarations': 'error',
  'no-cond-assign': 'error',
  'no-console': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-control-regex': 'error',
  'no-debugger': 'error',
  'no-duplicate-case': 'error',
  'no-empty': 'error',
  'no-empty-pattern': 'error',
  'no-eval': 'error',
  'no-extra-boolean-cast': 'error',
  'no-fallthrough': 'error',
  'no-irregular-whitespace': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-new-func': 'error',
  'no-new-wrappers': 'error',
  'no-param-reassign': 'error',
  'no-prototype-builtins': 'error',
  'no-regex-spaces': 'error',
  'no-self-compare': 'error',
  'no-sequences': 'error',
  'no-shadow-restricted-names': 'error',
  'no-sparse-arrays': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unsafe-finally': 'error',
  'no-unused-labels': 'error',
  'no-useless-catch': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  'require-yield': 'error',
};

const typed = {
  '@typescript-eslint/consistent-type-exports': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
  // A Nest module is a class without members.
  '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
  '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  // Sections of the configuration and Nest's options are classes, but data: they are merged by copying and written as literals.
  '@typescript-eslint/no-misused-spread': 'off',
  '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
  // The compiler takes `list[0]` to be there even in an empty list, so this rule would call every check of it needless.
  '@typescript-eslint/no-unnecessary-condition': 'off',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { requireDefaultForNonUnion: true }],
};

const testNames = '/^(describe|it|test)$/';
const noSkippedTests = [
  {
    selector: `CallExpression MemberExpression[object.name=${testNames}][property.name=/^(only|skip|todo|failing)$/]`,
    message: 'Every test runs: no only, skip, todo or failing.',
  },
  { selector: 'CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]', message: 'Every test runs.' },
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'test/fixtures/'] },
  {
    files: ['**/*.{ts,mjs,cjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' },
    plugins: { project: { rules: { 'described-disables': describedDisables } } },
    rules: { ...core, 'project/described-disables': 'error' },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    // The type checker does not see these.
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
    rules: { 'no-undef': 'error', 'no-unused-vars': ['error', { ignoreRestSiblings: true }] },
  },
  { files: ['src/**/*.ts'], ignores: ['src/config/**'], rules: noEnvironment },
  { files: worksOnFiles, rules: { 'no-restricted-syntax': ['error', environmentSyntax] } },
  { files: ['src/cli/**/*.ts', 'bench/**', 'scripts/**'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...noSkippedTests],
      // Bodies of HTTP answers are `any`; what a test expects of them is its own check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A fake answers a promise because its port does, and `expect(port.method)` never calls the method.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
