import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { get } from '../support/chat.js';
import { EventReader } from '../support/event-reader.js';
import { readEvents } from '../support/event-stream-text.js';
import { eventually } from '../support/eventually.js';
import { chunks, text, toolCall } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { call, talk } from '../support/operator-http.js';
import { RawConnection } from '../support/raw-connection.js';
import { testToken } from '../support/create-test-app.js';
import { TestGateway } from '../support/test-gateway.js';

const clock = new FakeClock();
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ override: (builder) => builder.overrideProvider(Clock).useValue(clock) });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const journal = () => gateway.app.get(RunJournal);

/** A run whose model answers by hand. */
async function heldRun(session: string) {
  const held = gateway.upstream.manual();
  const answer = talk(gateway.url, session);
  const exchange: FakeExchange = await held;
  const id = idOf(session);
  return { id, exchange, answer };
}

function idOf(session: string): string {
  return (
    journal()
      .active()
      .find(({ record }) => record.sessionKey === `agent:main:${session}`)?.id ?? ''
  );
}

async function endedRun(): Promise<string> {
  gateway.upstream.script(toolCall('session_status', {}), chunks(['one ', 'two ', 'three']));
  return (await talk(gateway.url, 'ended')).headers.get('x-openclaw-run-id') ?? '';
}

describe('GET /v1/runs/{id}/events', () => {
  it('tells a run that is over from its beginning to its end, with the headers of an event stream', async () => {
    const id = await endedRun();
    const reader = await EventReader.open(gateway.url, id);
    const events = await reader.all();
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(reader.response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(events.map(({ id: index }) => Number(index))).toEqual(events.map((_, index) => index));
    expect(events.map(({ event, data }) => [event, data.type])).toEqual(events.map(({ event }) => [event, event]));
    const types = events.map(({ event }) => event);
    expect([types[0], types.at(-1)]).toEqual(['model-start', 'run-end']);
    expect(types).toEqual(expect.arrayContaining(['tool-start', 'tool-end', 'text-delta']));
    const said = events.map(({ event, data }) => (event === 'text-delta' ? String(data.text) : ''));
    expect(said.join('')).toBe('one two three');
    expect(events.at(-1)?.data).toMatchObject({ finish_reason: 'stop', model: 'fake/model' });
  });

  it('resumed at every index it is the same as uncut; after the last there is nothing more', async () => {
    const id = await endedRun();
    const uncut = await (await EventReader.open(gateway.url, id)).all();
    for (let last = 0; last < uncut.length - 1; last++) {
      const byHeader = await EventReader.open(gateway.url, id, { 'last-event-id': String(last) });
      expect(await byHeader.all()).toEqual(uncut.slice(last + 1));
      const byQuery = await get(gateway.url, `/v1/runs/${id}/events?after=${last}`);
      expect(readEvents(byQuery.text)).toEqual(uncut.slice(last + 1));
    }
    const headers = { 'last-event-id': String(uncut.length - 1) };
    const ended = await get(gateway.url, `/v1/runs/${id}/events?after=0`, headers);
    expect([ended.status, ended.text]).toEqual([204, '']);
  });

  it.each([
    ['?after=-1', {}, 'after'],
    ['?after=99', {}, 'after'],
    ['?after=1&after=2', {}, 'after'],
    ['?after=0', { 'last-event-id': 'x' }, 'Last-Event-ID'],
    ['', { 'last-event-id': '99' }, 'Last-Event-ID'],
  ])('refuses %s with %j as JSON, naming it', async (query, headers: Record<string, string>, param) => {
    const { status, json } = await get(gateway.url, `/v1/runs/${await endedRun()}/events${query}`, headers);
    expect([status, json.error.param]).toEqual([400, param]);
  });

  it('two readers see a run live, one of them from the middle; one leaves, and run and other go on', async () => {
    const { id, exchange, answer } = await heldRun('live');
    await exchange.delta({ content: 'one' });
    const first = await EventReader.open(gateway.url, id);
    await first.until('"one"');
    const second = await EventReader.open(gateway.url, id, { 'last-event-id': '1' });
    await exchange.delta({ content: 'two' });
    await first.until('"two"');
    await second.until('"two"');
    expect(second.events[0]).toEqual(first.events[2]);
    first.leave();
    await exchange.delta({ content: 'three' });
    await exchange.finish();
    expect((await answer).json.choices[0].message.content).toBe('onetwothree');
    expect((await second.all()).at(-1)?.event).toBe('run-end');
    const back = await EventReader.open(gateway.url, id, { 'last-event-id': '2' });
    expect((await back.all()).map(({ data }) => data.text)).toEqual(['three', undefined]);
  });

  it('answers at once for a run that waits, fills 15 s of silence, and tells that it was cancelled', async () => {
    const { exchange, answer } = await heldRun('line');
    const second = talk(gateway.url, 'line', 'second');
    await eventually(() => journal().active().length === 2);
    const id = idOf('line');
    const reader = await EventReader.open(gateway.url, id);
    await reader.until(': keep-alive\n\n');
    const before = reader.text.length;
    await clock.advance(14_999);
    expect(reader.text.length).toBe(before);
    await clock.advance(1);
    await eventually(() => reader.text.length > before);
    expect(reader.text.slice(before)).toBe(': keep-alive\n\n');
    expect((await call(gateway.url, 'POST', `/v1/runs/${id}/cancel`)).json.status).toBe('cancelled');
    const events = await reader.all();
    expect(events.map(({ event, data }) => [event, data.error.code])).toEqual([['run-error', 'run_cancelled']]);
    expect((await second).json.error.code).toBe('run_cancelled');
    await text('done')(exchange);
    expect((await answer).status).toBe(200);
  });

  it('a run that fails ends with its error in the envelope', async () => {
    gateway.upstream.script((exchange) => exchange.json({ error: { message: 'broken' } }, 400));
    const failed = await talk(gateway.url, 'failing');
    const id = failed.headers.get('x-openclaw-run-id') ?? '';
    const events = await (await EventReader.open(gateway.url, id)).all();
    expect(events.at(-1)).toMatchObject({ event: 'run-error', data: { type: 'run-error', error: failed.json.error } });
  });

  it('a reader who does not read holds nothing but what fits its buffers, and does not slow the run', async () => {
    const { id, exchange, answer } = await heldRun('large');
    const slow = await RawConnection.open(gateway.port);
    const lines = [`GET /v1/runs/${id}/events HTTP/1.1`, 'Host: 127.0.0.1', `Authorization: Bearer ${testToken}`];
    slow.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await slow.until('keep-alive');
    slow.pause();
    const piece = 'x'.repeat(500_000);
    for (let count = 0; count < 24; count++) await exchange.delta({ content: piece });
    await exchange.finish();
    expect((await answer).status).toBe(200);
    slow.resume();
    await slow.until('event: run-end');
    expect(slow.text).toContain('event: events.lost');
    slow.leave();
    const late = await (await EventReader.open(gateway.url, id)).all();
    expect(late[0]).toMatchObject({ event: 'events.lost', data: { count: Number(late[0]?.id) + 1 } });
    expect(late.at(-1)?.event).toBe('run-end');
  });
});
