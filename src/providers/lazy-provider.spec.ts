import { describe, expect, it } from '@jest/globals';
import { collect, modelRequest, managedProvider, textOfEvents } from '../../test/support/provider-fixtures.js';
import { LazyProvider } from './lazy-provider.js';
import type { ManagedProvider } from './managed-provider.js';
import type { ModelEvent } from './provider.port.js';

const answer: ModelEvent[][] = [
  [{ type: 'response-start' }, { type: 'text-delta', text: 'hi' }, { type: 'finish', reason: 'stop' }],
];

describe(LazyProvider.name, () => {
  const call = (sut: LazyProvider): Promise<ModelEvent[]> =>
    collect(sut.stream(modelRequest(), new AbortController().signal));

  it('loads its provider at the first call, and once', async () => {
    let loads = 0;
    const sut = new LazyProvider(async () => {
      loads++;
      return managedProvider(answer, answer, answer);
    });
    expect(loads).toBe(0);
    const answers = [...(await Promise.all([call(sut), call(sut)])), await call(sut)];
    expect(answers.map(textOfEvents)).toEqual(['hi', 'hi', 'hi']);
    expect(loads).toBe(1);
  });

  it('reports code that cannot be loaded as data, and tries again with the next call', async () => {
    const results: (() => ManagedProvider)[] = [
      () => {
        throw new Error('no such package');
      },
      () => managedProvider(answer),
    ];
    const sut = new LazyProvider(async () => (results.shift() ?? (() => managedProvider()))());
    expect(await call(sut)).toEqual([{ type: 'error', error: expect.objectContaining({ kind: 'upstream' }) }]);
    expect(textOfEvents(await call(sut))).toBe('hi');
  });

  it('passes on how its provider begins and ends', async () => {
    const provider = managedProvider(answer);
    const sut = new LazyProvider(async () => provider);
    await sut.load();
    await sut.retire();
    await sut.destroy();
    expect(provider.life).toEqual(['load', 'retire', 'destroy']);
  });

  it('loads nothing only to end it; a run that still holds it gets a provider that closes after its call', async () => {
    const provider = managedProvider(answer);
    const sut = new LazyProvider(async () => provider);
    await sut.retire();
    expect(provider.life).toEqual([]);
    expect(textOfEvents(await call(sut))).toBe('hi');
    expect(provider.life).toEqual(['retire']);
  });

  it('loads its provider for embeddings too, and reports code that cannot be loaded', async () => {
    const answer = { vectors: [[1]], inputTokens: 1 };
    const results: (() => ManagedProvider)[] = [
      () => {
        throw new Error('no such package');
      },
      () => ({ ...managedProvider(), embed: () => Promise.resolve(answer) }),
    ];
    const sut = new LazyProvider(async () => (results.shift() ?? (() => managedProvider()))());
    const ask = () =>
      sut.embed(
        { model: 'small', input: { type: 'texts', texts: ['a'] }, encoding: 'float' },
        new AbortController().signal,
      );
    await expect(ask()).rejects.toMatchObject({ kind: 'upstream', message: expect.stringContaining('npm ci') });
    await expect(ask()).resolves.toEqual(answer);
  });
});
