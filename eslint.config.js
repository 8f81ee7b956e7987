import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// The arrows of docs/architecture.md, as rules: a folder may import only what lies below it.
const arrow = (files, forbidden, why) => ({
  files: [files],
  ignores: ['**/*.test.ts', '**/*.contract.ts'],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: forbidden, message: why }] }],
  },
});

export default defineConfig(
  { ignores: ['dist/', 'results/', 'node_modules/', 'vitest*.config.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
        { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only the command line reads the environment.' },
      ],
    },
  },
  {
    files: [
      'runners/cli/main.ts',
      'fixtures/agent/process.ts',
      'runners/embedded/api/contract/support/environment.ts',
      '**/*.contract.ts',
      '**/*.test.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  arrow(
    'fixtures/**/*.ts',
    ['**/suites/**', '**/runners/**', '**/reports/**'],
    'fixtures know the Kubernetes API only (docs/architecture.md).',
  ),
  arrow(
    'suites/**/*.ts',
    ['**/runners/**', '**/reports/**', 'vitest', '@kubernetes/*'],
    'suites know fixtures only (docs/architecture.md).',
  ),
  arrow(
    'reports/**/*.ts',
    ['**/suites/**', '**/runners/**', '**/fixtures/**'],
    'reports know their own model only (docs/architecture.md).',
  ),
  arrow(
    'words/**/*.ts',
    ['**/suites/**', '**/runners/**', '**/fixtures/**', '**/reports/**'],
    'words know nothing (docs/architecture.md).',
  ),
);
