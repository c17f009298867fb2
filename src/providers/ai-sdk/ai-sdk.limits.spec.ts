import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AiSdkHarness,
  collect,
  errorOf,
  folderOf,
  halfAnswer,
  requestFor,
  textOf,
} from '../../../test/support/ai-sdk-harness.js';
import { eventually } from '../../../test/support/eventually.js';
import { answer, eventStream, openStream, recording, silence } from '../../../test/support/recorded-upstream.js';
import type { RecordedUpstream } from '../../../test/support/recorded-upstream.js';
import type { ModelEvent } from '../provider.port.js';
import { AiSdkProvider } from './ai-sdk.provider.js';

describe(`${AiSdkProvider.name}: time limits, aborts, retries`, () => {
  let harness: AiSdkHarness;
  let upstream: RecordedUpstream;

  beforeEach(async () => {
    harness = await AiSdkHarness.start();
    upstream = harness.upstream;
  });

  afterEach(() => upstream.close());

  describe.each(['anthropic-messages', 'google-generative-ai'] as const)('%s', (api) => {
    const folder = folderOf(api);

    it('uses its connections again', async () => {
      upstream.script(...Array.from({ length: 6 }, () => eventStream(recording(`${folder}/text.sse`))));
      const sut = harness.create(api);

      for (let call = 0; call < 6; call++) await collect(sut, requestFor(api));

      expect(upstream.connections).toBeLessThanOrEqual(2);
    });

    it('A7: closes its connections when it is retired, after the call that runs on them', async () => {
      upstream.script(openStream(halfAnswer(api)), eventStream(recording(`${folder}/text.sse`)));
      const sut = harness.create(api);
      const batches = sut.stream(requestFor(api), new AbortController().signal)[Symbol.asyncIterator]();
      await batches.next();

      await sut.retire();
      expect(upstream.openConnections).toBe(1);
      await batches.return?.();
      await eventually(() => upstream.openConnections === 0);

      expect(textOf((await collect(sut, requestFor(api))).flat())).toContain('Süden');
      await eventually(() => upstream.openConnections === 0);
    });

    it('closes its connections when the gateway stops, also under a call', async () => {
      upstream.script(openStream(halfAnswer(api)));
      const sut = harness.create(api);
      const batches = sut.stream(requestFor(api), new AbortController().signal)[Symbol.asyncIterator]();
      const events: ModelEvent[] = [];
      while (textOf(events) === '') events.push(...((await batches.next()).value as ModelEvent[]));

      await sut.destroy();

      expect(errorOf((await batches.next()).value as ModelEvent[]).kind).toBe('cut');
      await eventually(() => upstream.openConnections === 0);
    });

    it('K5: gives up without a first byte after firstByteTimeoutSeconds, and closes the upstream', async () => {
      upstream.script(silence);
      const call = collect(harness.create(api, { firstByteTimeoutSeconds: 5 }), requestFor(api));
      await harness.pass(0, () => upstream.requests.length > 0);

      await harness.clock.advance(4_999);
      expect(upstream.requests[0]?.aborted).toBe(false);
      await harness.clock.advance(1);

      expect(errorOf((await call).flat())).toMatchObject({ kind: 'timeout' });
      await upstream.requests[0]?.closed;
      expect(upstream.requests[0]?.aborted).toBe(true);
      expect(upstream.requests).toHaveLength(1);
      expect(harness.clock.waiting).toBe(0);
    });

    it('K5: gives up on silence in the middle after idleTimeoutSeconds, and keeps what came', async () => {
      upstream.script(openStream(halfAnswer(api)));
      const iterator = harness
        .create(api, { idleTimeoutSeconds: 3 })
        .stream(requestFor(api), new AbortController().signal)
        [Symbol.asyncIterator]();
      const events: ModelEvent[] = [];
      while (textOf(events) === '') events.push(...((await iterator.next()).value as ModelEvent[]));
      const next = iterator.next();

      await harness.clock.advance(3_000);

      expect(errorOf((await next).value as ModelEvent[])).toMatchObject({ kind: 'timeout' });
      expect((await iterator.next()).done).toBe(true);
    });

    it('J6: does not take a slow consumer for a silent upstream', async () => {
      upstream.script(openStream(halfAnswer(api)));
      const iterator = harness
        .create(api, { idleTimeoutSeconds: 3 })
        .stream(requestFor(api), new AbortController().signal)
        [Symbol.asyncIterator]();
      await iterator.next();

      await harness.clock.advance(60_000);

      expect(upstream.requests[0]?.aborted).toBe(false);
      await iterator.return?.();
    });

    it('K5: gives up after timeoutSeconds in all, retries included', async () => {
      upstream.script(silence);
      let over = false;
      const call = collect(harness.create(api, { timeoutSeconds: 9 }), requestFor(api)).finally(() => (over = true));
      await harness.pass(3_000, () => over);

      expect(errorOf((await call).flat())).toMatchObject({ kind: 'timeout' });
    });

    it('J5: closes the upstream at once when the run is aborted, before and in the middle of the answer', async () => {
      for (const recorded of [silence, openStream(halfAnswer(api))]) {
        const count = upstream.requests.length;
        upstream.script(recorded);
        const controller = new AbortController();
        const call = collect(harness.create(api), requestFor(api), controller.signal);
        await harness.pass(0, () => upstream.requests.length > count);

        controller.abort();

        expect(errorOf((await call).flat()).kind).toBe('aborted');
        await upstream.requests[count]?.closed;
        expect(upstream.requests[count]?.aborted).toBe(true);
      }
      expect(harness.clock.waiting).toBe(0);
    });

    it('sends nothing for a run that is aborted already', async () => {
      const events = (await collect(harness.create(api), requestFor(api), AbortSignal.abort())).flat();

      expect(errorOf(events).kind).toBe('aborted');
      expect(upstream.requests).toHaveLength(0);
    });

    it('closes the upstream when the consumer returns, also while it waits for more', async () => {
      upstream.script(openStream(halfAnswer(api)));
      const iterator = harness
        .create(api)
        .stream(requestFor(api), new AbortController().signal)
        [Symbol.asyncIterator]();
      await iterator.next();
      const pending = iterator.next();

      await iterator.return?.();

      await pending;
      await upstream.requests[0]?.closed;
      expect(upstream.requests[0]?.aborted).toBe(true);
    });

    it('K5: retries an overloaded provider before the first byte, as often as configured', async () => {
      const overloaded = answer(529, recording('anthropic/overloaded.json'));
      upstream.script(overloaded, overloaded, eventStream(recording(`${folder}/text.sse`)), overloaded, overloaded);
      let over = false;
      const good = collect(harness.create(api), requestFor(api)).finally(() => (over = true));
      await harness.pass(100, () => over);
      expect(textOf((await good).flat())).toContain('Süden');
      expect(upstream.requests).toHaveLength(3);

      over = false;
      const bad = collect(harness.create(api, { maxRetries: 1 }), requestFor(api)).finally(() => (over = true));
      await harness.pass(100, () => over);
      expect(errorOf((await bad).flat())).toMatchObject({ kind: 'upstream', status: 529 });
      expect(upstream.requests).toHaveLength(5);
    });

    it('K5: waits as long as Retry-After says', async () => {
      upstream.script(answer(503, '{}', { 'retry-after': '20' }), eventStream(recording(`${folder}/text.sse`)));
      const begin = harness.clock.now();
      let over = false;
      const call = collect(harness.create(api), requestFor(api)).finally(() => (over = true));
      await harness.pass(1_000, () => over);

      expect(textOf((await call).flat())).toContain('Süden');
      expect(harness.clock.now() - begin).toBeGreaterThanOrEqual(20_000);
    });

    it('stops waiting for a retry when the run is aborted', async () => {
      upstream.script(answer(503, '{}', { 'retry-after': '20' }));
      const controller = new AbortController();
      const call = collect(harness.create(api), requestFor(api), controller.signal);
      await harness.pass(0, () => upstream.requests.length > 0);
      await new Promise((resolve) => setTimeout(resolve, 20));

      controller.abort();

      expect(errorOf((await call).flat()).kind).toBe('aborted');
      expect(upstream.requests).toHaveLength(1);
    });

    it('reports a provider that cannot be reached as connect', async () => {
      const sut = harness.create(api, { baseUrl: 'http://127.0.0.1:1/v1', maxRetries: 0 });

      const events = (await collect(sut, requestFor(api))).flat();

      expect(errorOf(events).kind).toBe('connect');
    });

    it('does not follow a redirect with its credential', async () => {
      upstream.script(answer(307, '', { location: `${upstream.url}/elsewhere` }));

      const events = (await collect(harness.create(api, { maxRetries: 0 }), requestFor(api))).flat();

      expect(errorOf(events)).toMatchObject({ kind: 'upstream', status: 307 });
      expect(upstream.requests).toHaveLength(1);
    });
  });

  it('retries an overloaded error that Anthropic sends with status 200', async () => {
    upstream.script(
      eventStream(recording('anthropic/overloaded-first.sse')),
      eventStream(recording('anthropic/text.sse')),
    );
    let over = false;
    const call = collect(harness.create('anthropic-messages'), requestFor('anthropic-messages')).finally(
      () => (over = true),
    );
    await harness.pass(100, () => over);

    expect((await call).flat().filter((event) => event.type === 'response-start')).toHaveLength(1);
    expect(upstream.requests).toHaveLength(2);
  });

  it('serves parallel calls independently of each other', async () => {
    upstream.script(...Array.from({ length: 8 }, () => eventStream(recording('anthropic/text.sse'), 50)));
    const sut = harness.create('anthropic-messages');

    const calls = await Promise.all(Array.from({ length: 8 }, () => collect(sut, requestFor('anthropic-messages'))));

    expect(calls.map((batches) => textOf(batches.flat()))).toEqual(Array(8).fill('Grüße aus dem Süden 🌍!'));
    expect(harness.clock.waiting).toBe(0);
  });
});
