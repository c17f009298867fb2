import { describe, expect, it } from '@jest/globals';
import { StoreChecks } from './store-checks.js';

const good = { check: () => Promise.resolve() };
const bad = (error: Error) => ({ check: () => Promise.reject(error) });

describe(StoreChecks.name, () => {
  it('names every store that fails, in one order whoever came first, and asks each time anew', async () => {
    const sut = new StoreChecks();
    const [full, lost] = [new Error('full'), new Error('lost')];
    sut.add('runs', bad(full));
    sut.add('good', good);
    sut.add('calls', bad(lost));
    expect(await sut.problems()).toEqual([
      { store: 'calls', error: lost },
      { store: 'runs', error: full },
    ]);
    sut.add('calls', good);
    expect(await sut.problems()).toEqual([{ store: 'runs', error: full }]);
  });

  it('has nothing to say where there is no store', async () => {
    expect(await new StoreChecks().problems()).toEqual([]);
  });
});
