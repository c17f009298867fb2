import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Ids } from '../../src/common/ids.js';
import { RandomIds } from '../../src/common/random-ids.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { chunks, cutAfter, gate, hangAfter, status, text, toolCall } from '../support/fake-answers.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { ResponsesSocket, expectWhole } from '../support/responses-socket.js';
import { TestGateway } from '../support/test-gateway.js';

/** Remembers the ids that it makes, also those that nobody is told. */
class RememberedIds extends RandomIds {
  readonly made: string[] = [];

  override prefixed(prefix: string): string {
    const id = super.prefixed(prefix);
    this.made.push(id);
    return id;
  }
}

const ids = new RememberedIds();
let gateway: TestGateway;
let client: ResponsesSocket;

beforeAll(async () => {
  gateway = await TestGateway.start({
    gateway: servingResponses({}, { compat: 'warn' }),
    override: (builder) => builder.overrideProvider(Ids).useValue(ids),
  });
});
beforeEach(async () => {
  client = await ResponsesSocket.open(gateway);
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);
const weather = { type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } };

async function retrieved(id: string) {
  const answer = await fetch(`${gateway.url}/v1/responses/${id}`, {
    headers: { authorization: `Bearer ${testToken}` },
  });
  return { code: answer.status, body: (await answer.json()) as { status?: string } };
}

describe('a response over a WebSocket', () => {
  it('is the one that HTTP gives, and is kept as that is', async () => {
    gateway.upstream.script(text('hello'), text('hello'));
    const response = await client.respond({ model: 'openclaw', input: 'hi', metadata: { topic: 'test' } });
    const { body } = await postResponse(gateway, { model: 'openclaw', input: 'hi', metadata: { topic: 'test' } });
    const stable = { id: 0, created_at: 0, completed_at: 0, output: [] };
    expect({ ...response, ...stable }).toEqual({ ...body, ...stable });
    expect(await retrieved(response.id)).toEqual({ code: 200, body: response });
  });

  it('may say that it is a stream, as some clients do', async () => {
    expect(await client.respond({ input: 'hi', stream: true })).toMatchObject({ status: 'completed' });
  });

  it('comes as the model speaks', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['one ', door, 'two']));
    client.ask({ input: 'hi' });
    await eventually(() => client.events.some(({ delta }) => delta === 'one '));
    expect(client.events.at(-1)?.type).toBe('response.output_text.delta');
    door.open();
    expectWhole(await client.turn());
  });

  it('repeats the stream_id of its request in every frame', async () => {
    gateway.upstream.script(text('hello'));
    const events = await client.create({ input: 'hi', stream_id: 'left "lane"' });
    expect(new Set(events.map(({ stream_id: id }) => id))).toEqual(new Set(['left "lane"']));
    expect(await client.refusal({ input: 5, stream_id: 'right' })).toMatchObject({ stream_id: 'right' });
  });

  it('asked for while another is under way follows it, in order', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['first', door]), text('second'), text('third'));
    for (const input of ['1', '2', '3']) client.ask({ input });
    await eventually(() => gateway.upstream.requests.length === 1);
    door.open();
    const turns = [await client.turn(), await client.turn(), await client.turn()];
    turns.forEach(expectWhole);
    expect(turns.map((events) => events.at(-1)?.response?.output)).toMatchObject([
      [{ content: [{ text: 'first' }] }],
      [{ content: [{ text: 'second' }] }],
      [{ content: [{ text: 'third' }] }],
    ]);
  });

  it('runs beside those of other connections', async () => {
    const [door, other] = [gate(), await ResponsesSocket.open(gateway)];
    gateway.upstream.script(chunks(['slow', door]), text('quick'));
    client.ask({ input: 'hi' });
    await eventually(() => gateway.upstream.requests.length === 1);
    expect(await other.respond({ input: 'hi' })).toMatchObject({ output: [{ content: [{ text: 'quick' }] }] });
    door.open();
    expectWhole(await client.turn());
  });

  it('goes to the agent and the session of the upgrade’s headers', async () => {
    const headers = { 'x-openclaw-agent-id': 'front-desk', 'x-openclaw-session-key': 'ws-notes' };
    const there = await ResponsesSocket.open(gateway, { headers });
    gateway.upstream.script(text('one'), text('two'));
    expect(await there.respond({ input: 'first' })).toMatchObject({ model: 'openclaw:front-desk' });
    await there.respond({ input: 'second' });
    expect(sent()).toMatchObject([{ content: 'first' }, { content: 'one' }, { content: 'second' }]);
  });
});

describe('fields without effect over a WebSocket', () => {
  const body = { input: 'hi', unheard_of: 1, text: { unheard_of: 1 }, stream_id: 'lane' };
  const named = ['unheard_of', 'text.unheard_of'];

  it('B9: are named in the first event and in the log, and the response is the one that HTTP gives', async () => {
    const events = await client.create(body);
    expect(events.map(({ openclaw }) => openclaw)).toEqual([
      { ignored_fields: named },
      ...events.slice(1).map(() => undefined),
    ]);
    expectWhole(events);
    const { response } = events.at(-1) ?? {};
    expect(await retrieved(response?.id ?? '')).toEqual({ code: 200, body: response });
    const lines = gateway.logLines.filter((line) => line.includes('fields without effect'));
    expect(lines.join('')).toContain(JSON.stringify(named));
  });

  it('B9: are named of a warm-up too, and nothing is said where there are none', async () => {
    const [warm] = await client.create({ ...body, generate: false });
    expect(warm?.openclaw).toEqual({ ignored_fields: named });
    const [plain] = await client.create({ input: 'hi' });
    expect(plain).not.toHaveProperty('openclaw');
  });

  it('G6: are said again shortened and not without end', async () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`f${index}`, 1]));
    const [first] = await client.create({ ['\ud800'.repeat(1_000)]: 1, ...many, input: 'hi' });
    expect(first?.openclaw?.ignored_fields).toHaveLength(20);
    expect(first?.openclaw?.ignored_fields[0]).toBe('\ufffd'.repeat(64));
  });
});

describe('a chain of responses over a WebSocket', () => {
  it('goes on through responses that are not stored, and back to one that is', async () => {
    gateway.upstream.script(text('A'), text('B'), text('C'), text('D'));
    const first = await client.respond({ input: '1' });
    const second = await client.respond({ store: false, previous_response_id: first.id, input: '2' });
    const third = await client.respond({ store: false, previous_response_id: second.id, input: '3' });
    expect(third.previous_response_id).toBe(second.id);
    const fourth = await client.respond({ previous_response_id: third.id, input: '4' });
    expect(sent().map(({ content }) => content)).toEqual(['1', 'A', '2', 'B', '3', 'C', '4']);
    expect((await retrieved(third.id)).code).toBe(404);
    expect((await retrieved(fourth.id)).body).toMatchObject({ previous_response_id: third.id });
  });

  it('holds system messages, calls and their results', async () => {
    gateway.upstream.script(toolCall('get_weather', {}, 'call_1'), text('It rains.'));
    const input = [
      { role: 'system', content: 'Speak like a pirate.' },
      { role: 'user', content: 'Weather?' },
    ];
    const { id } = await client.respond({ store: false, input, tools: [weather] });
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'rain' };
    await client.respond({ store: false, previous_response_id: id, input: [result], tools: [weather] });
    expect(gateway.upstream.lastRequest.systemText).toContain('Speak like a pirate.');
    expect(sent()).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', content: 'rain' },
    ]);
  });

  it.each([
    ['the frame', {}, { include: ['openclaw.tool_calls'] }],
    ['the upgrade', { 'x-openclaw-include': 'tool_calls' }, {}],
  ])('holds the receipts that %s asks for, which say nothing to the model', async (_by, headers, fields) => {
    gateway.upstream.script(toolCall('session_status', {}, 'own_1'), text('A'), text('B'));
    const receiving = await ResponsesSocket.open(gateway, { headers });
    receiving.ask({ store: false, input: '1', ...fields });
    // Receipts are in no published schema, so the events are not asked for as checked ones.
    const completed = () => receiving.events.findLast(({ type }) => type === 'response.completed')?.response;
    await eventually(() => completed() !== undefined);
    expect(completed()?.output).toMatchObject([{ type: 'openclaw:tool_call' }, { type: 'message' }]);
    receiving.ask({ store: false, previous_response_id: completed()?.id, input: '2' });
    await eventually(() => receiving.events.filter(({ type }) => type === 'response.completed').length === 2);
    expect(sent()).toEqual([
      { role: 'user', content: '1' },
      { role: 'assistant', content: 'A' },
      { role: 'user', content: '2' },
    ]);
  });

  it('may branch', async () => {
    gateway.upstream.script(text('A'), text('B'), text('C'));
    const { id } = await client.respond({ store: false, input: '1' });
    await client.respond({ store: false, previous_response_id: id, input: '2' });
    await client.respond({ store: false, previous_response_id: id, input: '3' });
    expect(sent().map(({ content }) => content)).toEqual(['1', 'A', '3']);
  });

  it('reaches back sixteen responses', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 17; count += 1) ids.push((await client.respond({ store: false, input: 'hi' })).id);
    const goOn = (id: string | undefined) => client.create({ store: false, previous_response_id: id, input: 'on' });
    expect((await goOn(ids[1])).at(-1)?.response?.status).toBe('completed');
    expect((await goOn(ids[0])).at(-1)?.error?.code).toBe('previous_response_not_found');
  });

  it('is of its own connection', async () => {
    const { id } = await client.respond({ store: false, input: 'mine' });
    const other = await ResponsesSocket.open(gateway);
    const refused = await other.refusal({ store: false, previous_response_id: id, input: 'yours?' });
    expect(refused.error?.code).toBe('previous_response_not_found');
    expect(await client.respond({ store: false, previous_response_id: id, input: 'on' })).toMatchObject({
      status: 'completed',
    });
  });

  it('is of one agent', async () => {
    const { id } = await client.respond({ store: false, input: 'hi' });
    const refused = await client.refusal({ model: 'openclaw:front-desk', previous_response_id: id, input: 'hi' });
    expect(refused.error?.code).toBe('previous_response_not_found');
  });

  it('goes on after an answer that was cut by its limit', async () => {
    gateway.upstream.script(text('half', { finishReason: 'length' }), text('whole'));
    const { id, status: ending } = await client.respond({ store: false, input: 'hi', max_output_tokens: 16 });
    expect(ending).toBe('incomplete');
    await client.respond({ store: false, previous_response_id: id, input: 'go on' });
    expect(sent()).toHaveLength(3);
  });

  it.each([
    ['before its first event', status(500), 'error'],
    ['in the middle', cutAfter(1), 'response.failed'],
  ])('ends where the model fails %s', async (_when, failure, last) => {
    gateway.upstream.script(text('A'), failure);
    const { id } = await client.respond({ store: false, input: 'hi' });
    expect((await client.create({ store: false, previous_response_id: id, input: 'on' })).at(-1)?.type).toBe(last);
    const refused = await client.refusal({ store: false, previous_response_id: id, input: 'on' });
    expect(refused.error?.code).toBe('previous_response_not_found');
  });

  it.each<[string, Record<string, unknown>]>([
    ['for a field', { top_logprobs: 3 }],
    ['for the transport', { stream: false }],
  ])('ends where a request is refused %s, as where it fails', async (_why, fields) => {
    const { id } = await client.respond({ store: false, input: 'hi' });
    expect((await client.refusal({ store: false, previous_response_id: id, input: 'on', ...fields })).status).toBe(400);
    const refused = await client.refusal({ store: false, previous_response_id: id, input: 'on' });
    expect(refused.error?.code).toBe('previous_response_not_found');
    expect(refused.error?.message).toContain('until a request that follows it is refused or fails');
  });

  it('a stored response outlives a failure after it', async () => {
    gateway.upstream.script(text('A'), status(500), text('B'));
    const { id } = await client.respond({ input: 'hi' });
    expect((await client.refusal({ previous_response_id: id, input: 'on' })).status).toBe(502);
    expect(await client.respond({ previous_response_id: id, input: 'on' })).toMatchObject({ status: 'completed' });
  });

  it('a conversation and a previous response exclude each other', async () => {
    const { id } = await client.respond({ store: false, input: 'hi' });
    const refused = await client.refusal({ previous_response_id: id, conversation: 'c', input: 'hi' });
    expect(refused.error?.param).toBe('conversation');
  });
});

describe('a warm-up', () => {
  it('is checked as a request, and not kept on disk', async () => {
    const warm = await client.respond({ generate: false, input: 'hi' });
    expect(warm).toMatchObject({ status: 'completed', store: false, output: [] });
    expect((await retrieved(warm.id)).code).toBe(404);
    const refused = await client.refusal({ generate: false, model: 'openclaw:nobody', input: 'hi' });
    expect(refused.status).toBe(404);
  });

  it('may follow a response, and be followed by one that is stored', async () => {
    gateway.upstream.script(text('A'), text('B'));
    const first = await client.respond({ input: '1' });
    const warm = await client.respond({ generate: false, previous_response_id: first.id, input: [] });
    const { id } = await client.respond({ previous_response_id: warm.id, input: '2' });
    expect(sent().map(({ content }) => content)).toEqual(['1', 'A', '2']);
    expect((await retrieved(id)).code).toBe(200);
  });
});

describe('a frame that cannot be served', () => {
  it.each([
    ['no JSON', '{"type":', 400, 'invalid_json', null],
    ['too deep', `${'['.repeat(100)}${']'.repeat(100)}`, 400, 'invalid_json', null],
    ['a list', '[]', 400, 'invalid_value', 'frame'],
    ['null', 'null', 400, 'invalid_value', 'frame'],
    ['no type', '{"input":"hi"}', 400, 'invalid_value', 'type'],
    ['another type', '{"type":"response.cancel"}', 400, 'invalid_value', 'type'],
    ['no input', '{"type":"response.create"}', 400, 'missing_required_parameter', 'input'],
    ['a wrong field', '{"type":"response.create","input":[5]}', 400, 'invalid_value', 'input[0]'],
    ['a wrong generate', '{"type":"response.create","input":"a","generate":1}', 400, 'invalid_value', 'generate'],
    ['a wrong stream_id', '{"type":"response.create","input":"a","stream_id":""}', 400, 'invalid_value', 'stream_id'],
    ['no stream', '{"type":"response.create","input":"a","stream":false}', 400, 'unsupported_value', 'stream'],
    ['background', '{"type":"response.create","input":"a","background":true}', 400, 'unsupported_value', 'background'],
    [
      'an unknown agent',
      '{"type":"response.create","input":"a","model":"openclaw:x"}',
      404,
      'model_not_found',
      'model',
    ],
  ])('%s: an error, and the connection goes on', async (_what, frame, code, reason, param) => {
    expect(await client.refusal(frame)).toMatchObject({
      type: 'error',
      status: code,
      error: {
        code: reason,
        param,
        headers: { 'x-request-id': expect.stringMatching(/^req_/), 'x-should-retry': 'false' },
      },
    });
    expect(gateway.upstream.requests).toEqual([]);
    expect(await client.respond({ input: 'hi' })).toMatchObject({ status: 'completed' });
  });

  it('no JSON is told of as a frame', async () => {
    const refused = await client.refusal('{"type":');
    expect(refused.error?.message).toBe('We could not parse the frame as JSON: it ends too early.');
  });

  it('a failure of the model is told as over HTTP', async () => {
    gateway.upstream.script(status(429), status(429));
    const refused = await client.refusal({ input: 'hi' });
    const answer = await postResponse(gateway, { input: 'hi' });
    expect(refused).toMatchObject({ status: answer.status, error: answer.body.error });
    expect(refused.error?.headers['retry-after']).toBe(answer.headers['retry-after']);
  });

  it('leaves no response behind', async () => {
    gateway.upstream.script(status(500));
    await client.refusal({ input: 'hi' });
    const id = ids.made.findLast((made) => made.startsWith('resp_')) ?? '';
    expect((await retrieved(id)).code).toBe(404);
    const { id: other } = await client.respond({ input: 'hi' });
    expect(ids.made.findLast((made) => made.startsWith('resp_'))).toBe(other);
    expect(other).not.toBe(id);
  });
});

describe('J5: a client that leaves', () => {
  it('takes its response along', async () => {
    gateway.upstream.script(hangAfter('half'));
    client.ask({ input: 'hi' });
    await eventually(() => client.events.some(({ delta }) => delta === 'half'));
    client.socket.terminate();
    await eventually(() => gateway.upstream.requests[0]?.aborted);
    const id = client.events[0]?.response?.id ?? '';
    expect((await retrieved(id)).body.status).toBe('cancelled');
  });

  it('takes along what waits behind it', async () => {
    gateway.upstream.script(hangAfter('half'));
    client.ask({ input: 'first' });
    client.ask({ input: 'second' });
    await eventually(() => client.events.some(({ delta }) => delta === 'half'));
    client.socket.terminate();
    await eventually(() => gateway.upstream.requests[0]?.aborted);
    const next = await ResponsesSocket.open(gateway);
    await next.respond({ input: 'third' });
    expect(gateway.upstream.requests).toHaveLength(2);
  });

  it('x-openclaw-on-disconnect: continue lets a stored response go on', async () => {
    const door = gate();
    gateway.upstream.script(chunks(['half ', door, 'whole']));
    const leaving = await ResponsesSocket.open(gateway, { headers: { 'x-openclaw-on-disconnect': 'continue' } });
    leaving.ask({ input: 'hi' });
    await eventually(() => leaving.events.some(({ delta }) => delta === 'half '));
    leaving.socket.terminate();
    door.open();
    const id = leaving.events[0]?.response?.id ?? '';
    for (;;) {
      const { body } = await retrieved(id);
      if (body.status === 'in_progress') continue;
      expect(body).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'half whole' }] }] });
      return;
    }
  });

  it('continue is refused for a response that is not stored, but not for a warm-up', async () => {
    const leaving = await ResponsesSocket.open(gateway, { headers: { 'x-openclaw-on-disconnect': 'continue' } });
    const refused = await leaving.refusal({ store: false, input: 'hi' });
    expect(refused.error?.param).toBe('x-openclaw-on-disconnect');
    expect(refused.error?.message).toMatch(/leave 'store' out, or connect with cancel\.$/);
    expect(await leaving.respond({ generate: false, input: 'hi' })).toMatchObject({ status: 'completed' });
  });
});
