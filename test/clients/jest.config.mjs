import { base } from '../../jest.config.mjs';

/** Apart from the other tests, because the clients are installed for this alone: `npm run test:clients`. */
export default { ...base, displayName: 'clients', testRegex: 'test/clients/.*\\.clients-spec\\.ts$' };
