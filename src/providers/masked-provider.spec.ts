import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { collect, managedProvider, modelRequest } from '../../test/support/provider-fixtures.js';
import { MaskedProvider } from './masked-provider.js';
import { ProviderError } from './provider.errors.js';
import type { ModelEvent } from './provider.port.js';

const secret = 'not-a-real-key';
const begun: ModelEvent[] = [{ type: 'response-start' }, { type: 'text-delta', text: `${secret} is what you said` }];

async function errorAfter(words: string): Promise<ProviderError> {
  const failure = new ProviderError('auth', `The provider answered 401: ${words}`, {
    status: 401,
    retryAfterSeconds: 7,
    providerMessage: words,
    cause: new Error('the cause'),
  });
  const sut = new MaskedProvider(managedProvider([[...begun, { type: 'error', error: failure }]]), [secret]);
  const events = await collect(sut.stream(modelRequest(), new AbortController().signal));
  expect(events.slice(0, -1)).toEqual(begun);
  const last = events.at(-1);
  if (last?.type !== 'error') throw new Error('expected an error');
  return last.error;
}

describe(MaskedProvider.name, () => {
  it('C5: takes the secrets out of an error, and keeps all else of it', async () => {
    expect(await errorAfter(`wrong key ${secret}, yes ${secret}`)).toMatchObject({
      kind: 'auth',
      status: 401,
      retryAfterSeconds: 7,
      message: 'The provider answered 401: wrong key [secret], yes [secret]',
      providerMessage: 'wrong key [secret], yes [secret]',
      cause: expect.objectContaining({ message: 'the cause' }),
    });
  });

  it.each([
    ['base64', Buffer.from(`user:${secret}`).toString('base64')],
    ['JSON', JSON.stringify(JSON.stringify(secret))],
  ])('C5: knows a secret in other forms: %s', async (_form, words) => {
    const error = await errorAfter(words);
    expect(error.message).toContain('[secret]');
  });

  it('C5: shows no part of a secret where a long text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1_900, max: 2_050 }), async (before) => {
        const { message, providerMessage } = await errorAfter(`${'x'.repeat(before)}${secret} and more`);
        expect(providerMessage?.length).toBeLessThanOrEqual(2_000);
        expect(message.length).toBeLessThanOrEqual(2_000);
        expect(`${message} ${String(providerMessage)}`).not.toContain('not-');
      }),
    );
  });

  it('J5: a return reaches the provider at once, also while a read is under way', async () => {
    const calls: string[] = [];
    const stuck: AsyncIterator<ModelEvent[]> = {
      next: () => new Promise(() => undefined),
      return: () => {
        calls.push('return');
        return Promise.resolve({ done: true, value: undefined });
      },
    };
    const provider = { ...managedProvider(), stream: () => ({ [Symbol.asyncIterator]: () => stuck }) };
    const sut = new MaskedProvider(provider, []);
    const batches = sut.stream(modelRequest(), new AbortController().signal)[Symbol.asyncIterator]();
    batches.next().catch(() => undefined);
    expect(await batches.return?.()).toEqual({ done: true, value: undefined });
    expect(calls).toEqual(['return']);
  });

  it('passes on how its provider begins and ends', async () => {
    const provider = managedProvider();
    const sut = new MaskedProvider(provider, []);
    await sut.load();
    await sut.retire();
    await sut.destroy();
    expect(provider.life).toEqual(['load', 'retire', 'destroy']);
  });

  it('C5: takes the secrets out of the errors of embeddings too, and leaves all other errors alone', async () => {
    const failures = [new ProviderError('auth', `wrong key ${secret}`), new TypeError(secret)];
    const embed = () => Promise.reject(failures.shift() ?? new Error('asked too often'));
    const sut = new MaskedProvider({ ...managedProvider(), embed }, [secret]);
    const ask = () =>
      sut.embed(
        { model: 'small', input: { type: 'texts', texts: ['a'] }, encoding: 'float' },
        new AbortController().signal,
      );
    await expect(ask()).rejects.toMatchObject({ kind: 'auth', message: 'wrong key [secret]' });
    await expect(ask()).rejects.toBeInstanceOf(TypeError);
  });
});
