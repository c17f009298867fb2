import { describe, expect, it } from '@jest/globals';
import { collect, modelRequest, scriptedProvider, textOfEvents } from '../../test/support/provider-fixtures.js';
import { callWithFallback } from './call-with-fallback.js';
import { ProviderError } from './provider.errors.js';
import type { ProviderErrorKind } from './provider.errors.js';
import type { ModelEvent, ModelProvider } from './provider.port.js';
import type { ResolvedModel } from './resolved-model.js';

const answer = (text: string): ModelEvent[][] => [
  [{ type: 'response-start' }, { type: 'text-delta', text }],
  [{ type: 'finish', reason: 'stop' }],
];
const failing = (kind: ProviderErrorKind): ModelEvent[][] => [
  [{ type: 'error', error: new ProviderError(kind, kind) }],
];

function model(name: string, provider: ModelProvider): ResolvedModel {
  const ref = `${name}/m`;
  return { ref, providerName: name, modelId: 'm', contextWindow: 1, maxTokens: undefined, input: ['text'], provider };
}

async function run(...models: [ResolvedModel, ...ResolvedModel[]]) {
  const used: string[] = [];
  const failures: string[] = [];
  const events = await collect(
    callWithFallback(models, {
      requestFor: () => modelRequest(),
      signal: new AbortController().signal,
      onModel: (ref) => used.push(ref),
      onFallback: (error) => failures.push(error.message),
    }),
  );
  return { events, used, failures };
}

describe('callWithFallback', () => {
  it('G5: a request that was withheld is the end: no other model is asked', async () => {
    const [first, second] = [scriptedProvider(failing('withheld')), scriptedProvider(answer('two'))];
    const { events } = await run(model('a', first), model('b', second));
    expect(events).toMatchObject([{ type: 'error', error: { kind: 'withheld' } }]);
    expect(second.requests).toEqual([]);
  });

  it('asks only the first model when it answers, under its own id', async () => {
    const [first, second] = [scriptedProvider(answer('one')), scriptedProvider(answer('two'))];
    const { events, used, failures } = await run(model('a', first), model('b', second));
    expect(textOfEvents(events)).toBe('one');
    expect(used).toEqual(['a/m']);
    expect(failures).toEqual([]);
    expect(first.requests[0]?.model).toBe('m');
    expect(second.requests).toEqual([]);
  });

  it.each(['connect', 'timeout', 'rate-limited', 'upstream', 'auth'] as const)(
    'K5: asks the next model when the first fails with %s',
    async (kind) => {
      const { events, used, failures } = await run(
        model('a', scriptedProvider(failing(kind))),
        model('b', scriptedProvider(failing('connect'))),
        model('c', scriptedProvider(answer('three'))),
      );
      expect(events).toEqual(answer('three').flat());
      expect(used).toEqual(['c/m']);
      expect(failures).toEqual([`a/m: ${kind}`, 'b/m: connect']);
    },
  );

  it.each(['rejected', 'aborted', 'cut'] as const)('does not ask another model after %s', async (kind) => {
    const second = scriptedProvider(answer('two'));
    const { events, used } = await run(model('a', scriptedProvider(failing(kind))), model('b', second));
    expect(events).toEqual([{ type: 'error', error: expect.objectContaining({ kind, model: 'a/m' }) }]);
    expect([used, second.requests]).toEqual([[], []]);
  });

  it('K5: never asks another model once an answer has started', async () => {
    const second = scriptedProvider(answer('two'));
    const begun: ModelEvent[][] = [[{ type: 'response-start' }], ...failing('upstream')];
    const { events } = await run(model('a', scriptedProvider(begun)), model('b', second));
    expect(events.map(({ type }) => type)).toEqual(['response-start', 'error']);
    expect(second.requests).toEqual([]);
  });

  it('reports the last failure when none answers', async () => {
    const { events, used } = await run(
      model('a', scriptedProvider(failing('connect'))),
      model('b', scriptedProvider(failing('timeout'))),
    );
    expect(events).toEqual([
      { type: 'error', error: expect.objectContaining({ kind: 'timeout', model: 'b/m', providerName: 'b' }) },
    ]);
    expect(used).toEqual([]);
  });

  it('asks nobody else when the run was aborted in the meantime', async () => {
    const controller = new AbortController();
    const second = scriptedProvider(answer('two'));
    const first: ModelProvider = {
      async *stream() {
        controller.abort();
        for (const batch of failing('connect')) yield batch;
      },
      preview: (request) => Promise.resolve(request),
    };
    const models: [ResolvedModel, ResolvedModel] = [model('a', first), model('b', second)];
    await collect(callWithFallback(models, { requestFor: () => modelRequest(), signal: controller.signal }));
    expect(second.requests).toEqual([]);
  });

  it('ends the call under way when the consumer leaves', async () => {
    let ended = false;
    const provider: ModelProvider = {
      async *stream() {
        try {
          for (;;) yield [{ type: 'text-delta', text: 'x' }];
        } finally {
          ended = true;
        }
      },
      preview: (request) => Promise.resolve(request),
    };
    const call = { requestFor: () => modelRequest(), signal: new AbortController().signal };
    for await (const batch of callWithFallback([model('a', provider)], call)) if (batch.length > 0) break;
    expect(ended).toBe(true);
  });
});
