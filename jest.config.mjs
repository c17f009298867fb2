import { readFileSync } from 'node:fs';
const { $schema, ...swc } = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
/** What every kind of test shares. */
export const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  setupFiles: ['<rootDir>/test/jest.setup.mjs'],
};
export default {
  // A worker keeps the modules of every file that it has run; beyond this much it is replaced by a new one.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1GB',
  // Milliseconds; on a busy machine the process of a worker that has left nothing open takes longer to end than the default.
  workerGracefulExitTimeout: 10_000,
  // Milliseconds; a test that takes longer hangs, however busy the machine is.
  testTimeout: 240_000,
  projects: [
    { ...base, displayName: 'unit', testRegex: 'src/.*\\.spec\\.ts$' },
    { ...base, displayName: 'e2e', testRegex: 'test/.*\\.e2e-spec\\.ts$' },
  ],
};
