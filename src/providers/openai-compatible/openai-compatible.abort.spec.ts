import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { hang, status } from '../../../test/support/fake-answers.js';
import type { FakeExchange } from '../../../test/support/fake-exchange.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { FakeUpstream } from '../../../test/support/fake-upstream.js';
import { livedMilliseconds } from '../../../test/support/lived-milliseconds.js';
import { collect, modelRequest, providerConfig } from '../../../test/support/provider-fixtures.js';
import { SystemClock } from '../../common/system-clock.js';
import type { ModelEvent } from '../provider.port.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';

const abortedEvent = { type: 'error', error: expect.objectContaining({ kind: 'aborted' }) };

describe(`${OpenAiCompatibleProvider.name}: abort and backpressure`, () => {
  let upstream: FakeUpstream;
  let sut: OpenAiCompatibleProvider;
  let controller: AbortController;

  beforeEach(async () => {
    upstream = await FakeUpstream.start();
    controller = new AbortController();
    const config = providerConfig({ baseUrl: upstream.baseUrl, maxRetries: 2 });
    sut = new OpenAiCompatibleProvider(config, { clock: new SystemClock(), ids: new FakeIds() });
  });
  afterEach(async () => {
    await sut.destroy();
    await upstream.close();
  });

  const call = (): AsyncIterable<ModelEvent[]> => sut.stream(modelRequest(), controller.signal);

  /** An answer whose first words have been sent and read. */
  async function begun() {
    const manual = upstream.manual();
    const batches = call()[Symbol.asyncIterator]();
    const first = batches.next();
    const exchange = await manual;
    await exchange.delta({ content: 'x' });
    await first;
    return { batches, exchange };
  }

  async function expectClosedAtOnce(request: FakeExchange['request']): Promise<void> {
    expect(await livedMilliseconds(request.closed)).toBeLessThan(250);
    expect(request.aborted).toBe(true);
  }

  it('J5: sends nothing when the run is already aborted', async () => {
    controller.abort();
    expect(await collect(call())).toEqual([abortedEvent]);
    expect(upstream.connections).toBe(0);
  });

  it('J5: closes the connection at once while the first byte is awaited', async () => {
    upstream.script(hang());
    const running = collect(call());
    const request = await upstream.received(1);
    controller.abort();
    expect(await running).toEqual([abortedEvent]);
    await expectClosedAtOnce(request);
  });

  it('J5: closes the connection at once in the middle of an answer', async () => {
    const { batches, exchange } = await begun();
    const waiting = batches.next();
    controller.abort();
    expect(await waiting).toEqual({ done: false, value: [abortedEvent] });
    expect(await batches.next()).toEqual({ done: true, value: undefined });
    await expectClosedAtOnce(exchange.request);
  });

  it('J5: ends the pause before another attempt', async () => {
    upstream.script(status(503, { retryAfter: 20 }));
    const running = collect(call());
    await upstream.received(1);
    await pause(20);
    controller.abort();
    expect(await running).toEqual([abortedEvent]);
    expect(upstream.requests).toHaveLength(1);
  });

  it('J5: an abort while nobody reads closes the connection and is what the next read says', async () => {
    const { batches, exchange } = await begun();
    await exchange.delta({ content: 'never seen' });
    controller.abort();
    await expectClosedAtOnce(exchange.request);
    expect(await batches.next()).toEqual({ done: false, value: [abortedEvent] });
  });

  it('J5: an abort counts also when the rest of the answer has arrived and nobody has read it', async () => {
    const { batches, exchange } = await begun();
    await exchange.finish();
    await exchange.request.closed;
    await pause(20);
    controller.abort();
    expect(await batches.next()).toEqual({ done: false, value: [abortedEvent] });
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('J5: closes the connection when the consumer leaves its loop', async () => {
    const manual = upstream.manual();
    const leaving = (async () => {
      for await (const batch of call()) if (batch.length > 0) break;
    })();
    const exchange = await manual;
    await exchange.delta({ content: 'x' });
    await leaving;
    await expectClosedAtOnce(exchange.request);
  });

  it('J5: return closes the connection also while a read is under way', async () => {
    upstream.script(hang());
    const batches = call()[Symbol.asyncIterator]();
    const waiting = batches.next();
    const request = await upstream.received(1);
    await batches.return?.();
    await expectClosedAtOnce(request);
    expect(await waiting).toEqual({ done: false, value: [abortedEvent] });
    expect(await batches.next()).toEqual({ done: true, value: undefined });
  });

  it('an iterator that is never read opens nothing', async () => {
    const batches = call()[Symbol.asyncIterator]();
    await batches.return?.();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
    expect(upstream.connections).toBe(0);
  });

  it('J6: a slow consumer pauses the upstream, and loses nothing', async () => {
    const { batches, exchange } = await begun();
    const block = 'x'.repeat(256 * 1024);
    const blocks = 200;
    let sent = 0;
    const sending = (async () => {
      for (; sent < blocks; sent++) await exchange.delta({ content: block });
      await exchange.finish();
    })();
    let before = -1;
    while (sent !== before) {
      before = sent;
      await pause(100);
    }
    expect(sent).toBeLessThan(blocks / 2);
    let length = 0;
    for (let next = await batches.next(); !next.done; next = await batches.next()) {
      for (const event of next.value) if (event.type === 'text-delta') length += event.text.length;
    }
    await sending;
    expect(length).toBe(blocks * block.length);
  });
});
