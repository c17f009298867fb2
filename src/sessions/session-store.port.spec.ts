import { afterEach } from '@jest/globals';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { sessionStoreContract } from '../../test/support/session-store.contract.js';
import { TemporaryStores } from '../../test/support/temporary-stores.js';

const stores = new TemporaryStores();

afterEach(() => stores.dispose());

sessionStoreContract('MemorySessionStore', () => new MemorySessionStore());
sessionStoreContract('SqliteSessionStore', () => stores.open());
