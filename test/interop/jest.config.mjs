import { base } from '../../jest.config.mjs';

/** Apart from the other tests, because the client is installed for this alone: `npm run test:interop`. */
export default {
  ...base,
  displayName: 'interop',
  testRegex: 'test/interop/.*\\.interop-spec\\.ts$',
  // Each of these starts programs that take seconds of their own.
  maxWorkers: 1,
  testTimeout: 90_000,
};
