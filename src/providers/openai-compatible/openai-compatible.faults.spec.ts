import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/support/eventually.js';
import {
  cutAfter,
  errorEvent,
  events,
  hang,
  hangAfter,
  raw,
  refuse,
  status,
  text,
} from '../../../test/support/fake-answers.js';
import type { Answer } from '../../../test/support/fake-exchange.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FakeUpstream } from '../../../test/support/fake-upstream.js';
import { collect, modelRequest, providerConfig, textOfEvents } from '../../../test/support/provider-fixtures.js';
import { WatchedClock } from '../../../test/support/watched-clock.js';
import type { ProviderConfig } from '../../config/models.config.js';
import type { ProviderError } from '../provider.errors.js';
import type { ModelEvent } from '../provider.port.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';

describe(`${OpenAiCompatibleProvider.name}: upstream faults`, () => {
  let upstream: FakeUpstream;
  let clock: WatchedClock;
  let sut: OpenAiCompatibleProvider;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    clock = new WatchedClock();
    sut = provider({});
  });
  afterEach(async () => {
    await sut.destroy();
    await upstream.close();
  });

  function provider(overrides: Partial<ProviderConfig>): OpenAiCompatibleProvider {
    const config = providerConfig({ baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', ...overrides });
    return new OpenAiCompatibleProvider(config, { clock, ids: new FakeIds() });
  }

  const call = (): Promise<ModelEvent[]> => collect(sut.stream(modelRequest(), new AbortController().signal));

  /** The only event of a call that failed before its first byte. */
  async function failure(running: Promise<ModelEvent[]> = call()): Promise<ProviderError> {
    const [event, ...more] = await running;
    expect(more).toEqual([]);
    if (event?.type !== 'error') throw new Error(`expected an error, got ${JSON.stringify(event)}`);
    return event.error;
  }

  describe('K5: before the first byte', () => {
    it.each<[string, Answer]>([
      ['408', status(408)],
      ['409', status(409)],
      ['429', status(429)],
      ['500', status(500)],
      ['503', status(503)],
      ['a connection that breaks', refuse()],
      ['an empty body', raw()],
    ])('tries again after %s, with growing pauses', async (_name, answer) => {
      sut = provider({ maxRetries: 2 });
      upstream.script(answer, answer, text('third time'));
      const running = call();
      await clock.asked(375);
      await clock.advance(374);
      expect(upstream.requests).toHaveLength(1);
      await clock.advance(1);
      await clock.asked(750);
      await clock.advance(750);
      expect(textOfEvents(await running)).toBe('third time');
      expect(upstream.requests).toHaveLength(3);
    });

    it('gives up after maxRetries and reports the last failure', async () => {
      sut = provider({ maxRetries: 1 });
      upstream.script(status(500), status(503, { message: 'down' }));
      const running = call();
      await clock.asked(375);
      await clock.advance(375);
      expect(await failure(running)).toMatchObject({ kind: 'upstream', status: 503, providerMessage: 'down' });
      expect(upstream.requests).toHaveLength(2);
    });

    it.each([
      [400, 'rejected'],
      [401, 'auth'],
      [403, 'auth'],
      [404, 'rejected'],
      [422, 'rejected'],
    ])('does not try again after %i, which is %s', async (code, kind) => {
      sut = provider({ maxRetries: 2 });
      upstream.script(status(code, { message: 'no' }));
      expect(await failure()).toMatchObject({ kind, status: code, providerMessage: 'no' });
      expect(upstream.requests).toHaveLength(1);
    });

    it.each([
      ['seconds', { retryAfter: 7 }, 7_000],
      ['an HTTP date', { retryAfter: 'Thu, 01 Jan 2026 00:00:09 GMT' }, 9_000],
      ['milliseconds', { retryAfter: 20, headers: { 'retry-after-ms': '1500' } }, 1_500],
    ])('waits as long as Retry-After says in %s', async (_name, headers, milliseconds) => {
      sut = provider({ maxRetries: 1 });
      upstream.script(status(429, headers), text('now'));
      const running = call();
      await clock.asked(milliseconds);
      await clock.advance(milliseconds - 1);
      expect(upstream.requests).toHaveLength(1);
      await clock.advance(1);
      expect(textOfEvents(await running)).toBe('now');
    });

    it('reports at once when Retry-After asks for more than 30 s, or for more than the call has', async () => {
      sut = provider({ maxRetries: 2 });
      upstream.script(status(429, { retryAfter: 31 }));
      expect(await failure()).toMatchObject({ kind: 'rate-limited', retryAfterSeconds: 31 });
      sut = provider({ maxRetries: 2, timeoutSeconds: 10 });
      upstream.script(status(429, { retryAfter: 10 }));
      expect(await failure()).toMatchObject({ kind: 'rate-limited', retryAfterSeconds: 10 });
      expect(upstream.requests).toHaveLength(2);
    });

    it('pauses for Retry-After without the first-byte limit running on', async () => {
      sut = provider({ maxRetries: 1, firstByteTimeoutSeconds: 5 });
      upstream.script(status(429, { retryAfter: 20 }), text('now'));
      const running = call();
      await clock.asked(20_000);
      await clock.advance(20_000);
      expect(textOfEvents(await running)).toBe('now');
    });

    it('says that nothing listens, without the address', async () => {
      await upstream.close();
      const error = await failure();
      expect(error.kind).toBe('connect');
      expect(error.message).toBe('The provider could not be reached (ECONNREFUSED).');
      upstream = await FakeUpstream.start();
    });

    it('reports a key that no header may hold, and sends nothing', async () => {
      sut = provider({ apiKey: 'line\nbreak', maxRetries: 2 });
      expect(await failure()).toMatchObject({ kind: 'auth', message: expect.stringContaining('apiKey') });
      expect(upstream.requests).toHaveLength(0);
    });

    it('reads an error body only to its limit', async () => {
      upstream.script(async (exchange) => {
        exchange.response.writeHead(500);
        for (let index = 0; index < 10; index++) await exchange.write('x'.repeat(64 * 1024));
      });
      expect((await failure()).providerMessage).toHaveLength(64 * 1024);
      await upstream.lastRequest.closed;
      expect(upstream.lastRequest.aborted).toBe(true);
    });

    it.each([
      ['FastAPI', '{"detail":[{"msg":"field required"}]}', 'field required'],
      ['a plain message', '{"message":"nope"}', 'nope'],
      ['text', 'model is loading', 'model is loading'],
      ['a page', '<html><body>Bad gateway</body></html>', undefined],
      ['nothing', '', undefined],
    ])('finds the words of the provider in %s', async (_name, body, words) => {
      upstream.script((exchange) => {
        exchange.response.writeHead(502);
        exchange.response.end(body);
      });
      expect(await failure()).toMatchObject({ kind: 'upstream', status: 502, providerMessage: words });
    });
  });

  describe('K5: time limits', () => {
    it('first byte: also when headers and then nothing came', async () => {
      sut = provider({ firstByteTimeoutSeconds: 5, maxRetries: 2 });
      for (const answer of [hang(), ((exchange) => void exchange.start()) satisfies Answer]) {
        upstream.script(answer);
        const running = call();
        const request = await upstream.received(upstream.requests.length + 1);
        await clock.advance(5_000);
        expect(await failure(running)).toMatchObject({ kind: 'timeout' });
        await request.closed;
        expect(request.aborted).toBe(true);
      }
      expect(upstream.requests).toHaveLength(2);
    });

    it('silence in the middle of an answer', async () => {
      sut = provider({ idleTimeoutSeconds: 5 });
      const manual = upstream.manual();
      const running = call();
      const exchange = await manual;
      for (let index = 0; index < 3; index++) {
        await clock.advance(4_000);
        const before = clock.timesAsked(5_000);
        await exchange.delta({ content: 'x' });
        await clock.asked(5_000, before);
      }
      await clock.advance(5_000);
      const answer = await running;
      expect(textOfEvents(answer)).toBe('xxx');
      expect(answer.at(-1)).toMatchObject({ type: 'error', error: { kind: 'timeout' } });
      await exchange.request.closed;
      expect(exchange.request.aborted).toBe(true);
    });

    it('the whole answer', async () => {
      sut = provider({ timeoutSeconds: 10 });
      const manual = upstream.manual();
      const running = call();
      const exchange = await manual;
      await exchange.delta({ content: 'x' });
      await clock.advance(10_000);
      expect((await running).at(-1)).toMatchObject({ type: 'error', error: { kind: 'timeout' } });
    });

    it('does not count the time that the consumer takes', async () => {
      sut = provider({ idleTimeoutSeconds: 5, firstByteTimeoutSeconds: 5 });
      const manual = upstream.manual();
      const batches = sut.stream(modelRequest(), new AbortController().signal)[Symbol.asyncIterator]();
      const first = batches.next();
      const exchange = await manual;
      await exchange.delta({ content: 'x' });
      expect((await first).done).toBe(false);
      await clock.advance(60_000);
      await exchange.finish();
      expect(JSON.stringify(await batches.next())).toContain('"finish"');
    });

    it('takes an answer for complete whose reason came and whose end did not', async () => {
      sut = provider({ idleTimeoutSeconds: 5 });
      upstream.script((exchange) => exchange.event({ choices: [{ delta: { content: 'x' }, finish_reason: 'stop' }] }));
      const running = call();
      await clock.asked(5_000);
      await clock.advance(5_000);
      expect((await running).at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    });
  });

  describe('K5: after the first byte', () => {
    it.each<[string, Answer, string]>([
      ['a connection that breaks', cutAfter(2), 'piece 0 piece 1 '],
      ['an end without a reason', events({ choices: [{ delta: { content: 'half' } }] }), 'half'],
    ])('reports %s as cut, and does not try again', async (_name, answer, expected) => {
      sut = provider({ maxRetries: 2 });
      upstream.script(answer);
      const received = await call();
      expect(textOfEvents(received)).toBe(expected);
      expect(received.at(-1)).toMatchObject({ type: 'error', error: { kind: 'cut' } });
      expect(upstream.requests).toHaveLength(1);
    });

    it('reports an error that comes as data after some text', async () => {
      upstream.script(errorEvent('overloaded', { textBefore: 'half', code: 503 }));
      const received = await call();
      expect(textOfEvents(received)).toBe('half');
      expect(received.at(-1)).toMatchObject({
        type: 'error',
        error: { kind: 'upstream', status: 503, providerMessage: 'overloaded' },
      });
    });

    it('leaves no timer behind', async () => {
      upstream.script(text('a'), hangAfter('b'), status(500));
      await call();
      const batches = sut.stream(modelRequest(), new AbortController().signal)[Symbol.asyncIterator]();
      await batches.next();
      await batches.return?.();
      await call();
      await eventually(() => clock.waiting === 0);
    });
  });
});
