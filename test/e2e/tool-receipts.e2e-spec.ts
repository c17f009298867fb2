import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { chunksOf, postChat } from '../support/chat-request.js';
import { testToken } from '../support/create-test-app.js';
import { errorEvent, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { type ResponseEvent, readResponseStream } from '../support/response-stream.js';
import { TestGateway } from '../support/test-gateway.js';

const guest = { 'x-openclaw-sender-is-owner': 'false' };
const wanted = { 'x-openclaw-include': 'tool_calls' };
const asked = { input: 'hi', include: ['openclaw.tool_calls'] };
const receipt = { call_id: 'call_1', name: 'session_status', status: 'completed' };
const whole = { ...receipt, arguments: '{}', outcome: 'ok', output: expect.stringContaining('session') };
const begun = { call_id: 'call_1', name: 'session_status', status: 'in_progress' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** Says something, calls a tool of its own, and says the rest. */
function callsTool(): void {
  const call = { id: 'call_1', name: 'session_status', arguments: {} };
  gateway.upstream.script(toolCalls([call], 'One moment. '), text('Done.'));
}

/** The answers are not checked against the schemas, which know no receipts. */
async function respond(fields: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Response> {
  return request(gateway.url)
    .post('/v1/responses')
    .set({ authorization: `Bearer ${testToken}`, ...headers })
    .send(fields);
}

async function respondWithTool(fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  callsTool();
  return respond({ ...asked, ...fields }, headers);
}

async function read(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return request(gateway.url)
    .get(`/v1/responses/${path}`)
    .set({ authorization: `Bearer ${testToken}`, ...headers });
}

const receiptOf = (response: { output: { type: string }[] }) =>
  response.output.find(({ type }) => type === 'openclaw:tool_call');

describe('include: ["openclaw.tool_calls"] of responses', () => {
  it('puts the calls among the items, in order', async () => {
    const { body, headers } = await respondWithTool();
    expect(headers).not.toHaveProperty('x-openclaw-ignored-fields');
    expect(body.output).toMatchObject([
      { type: 'message', status: 'completed', content: [{ text: 'One moment. ' }] },
      { type: 'openclaw:tool_call', id: expect.stringMatching(/^otc_[0-9a-f]+_1$/), ...whole },
      { type: 'message', status: 'completed', content: [{ text: '\n\nDone.' }] },
    ]);
  });

  it('streams each as an item that is added and done at its place', async () => {
    const events = readResponseStream((await respondWithTool({ stream: true })).text);
    const told = events.filter(({ output_index }) => output_index === 1);
    expect(told).toMatchObject([
      { type: 'response.output_item.added', item: { ...begun, arguments: '{}' } },
      { type: 'response.output_item.done', item: whole },
    ]);
    expect(told[0]?.item).not.toHaveProperty('output');
    expect(placesOf(events)).toEqual([0, 0, 1, 1, 2, 2]);
    expect(events.at(-1)?.response?.output[1]).toEqual(told[1]?.item);
  });

  it('keeps them with the response: read and resumed at any event it is the same to the byte', async () => {
    const { text: stream } = await respondWithTool({ stream: true });
    const last = readResponseStream(stream).at(-1)?.response;
    const id = last?.id ?? '';
    expect((await read(id)).body).toEqual(last);
    const pieces = stream.split('\n\n');
    for (let after = 0; after < pieces.length - 2; after += 1) {
      const { text: rest } = await read(`${id}?stream=true&starting_after=${after}`);
      expect(rest).toBe(pieces.slice(after + 1).join('\n\n'));
    }
  });

  it('tells others than the owner the name and the status alone, now and later', async () => {
    const { body } = await respondWithTool({}, guest);
    const told = { id: expect.any(String), type: 'openclaw:tool_call', ...receipt };
    expect(receiptOf(body)).toEqual(told);
    expect(receiptOf((await read(body.id, guest)).body)).toEqual(told);
    expect((await read(body.id)).status).toBe(404);
  });

  it('shows the caller of a public agent no place of the host', async () => {
    for (const isOwner of ['false', 'true']) {
      const headers = { 'x-openclaw-sender-is-owner': isOwner };
      const answer = await respondWithTool({ model: 'openclaw:front-desk' }, headers);
      expect(receiptOf(answer.body)).toMatchObject({ name: 'session_status', status: 'completed' });
      expect(answer.text).not.toContain(gateway.stateDir);
    }
  });

  it('a call that is refused tells so, to the owner and to others', async () => {
    const failed = { call_id: 'call_1', name: 'no_such_tool', status: 'failed' };
    const callsNone = () => gateway.upstream.script(toolCall('no_such_tool', {}, 'call_1'), text('Done.'));
    callsNone();
    expect(receiptOf((await respond(asked)).body)).toMatchObject({ ...failed, outcome: 'refused' });
    callsNone();
    const told = { id: expect.any(String), type: 'openclaw:tool_call', ...failed };
    expect(receiptOf((await respond(asked, guest)).body)).toEqual(told);
  });

  it('a run that fails after its tools keeps their receipts', async () => {
    gateway.upstream.script(toolCall('session_status', {}, 'call_1'), errorEvent('broken'));
    const events = readResponseStream((await respond({ ...asked, stream: true })).text);
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { output: [whole] } });
  });

  it('an answer that says nothing has its empty message besides', async () => {
    gateway.upstream.script(toolCall('session_status', {}, 'call_1'), text(''));
    const { body } = await respond(asked);
    expect(body.output).toMatchObject([whole, { type: 'message', content: [{ text: '' }] }]);
  });

  it('takes them back among the items, and does nothing with them', async () => {
    const { body } = await respondWithTool({ store: false });
    gateway.upstream.reset();
    const input = [{ role: 'user', content: 'hi' }, ...body.output, { role: 'user', content: 'and?' }];
    const again = await postResponse(gateway, { input });
    expect(again.status).toBe(200);
    expect(again.headers).not.toHaveProperty('x-openclaw-ignored-fields');
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toMatchObject([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'One moment. \n\nDone.' },
      { role: 'user', content: 'and?' },
    ]);
    const listed = await read(`${String(again.body.id)}/input_items`);
    expect(listed.body.data.map(({ type }: { type: string }) => type)).toEqual(Array(4).fill('message'));
  });

  it('may be asked for by the header as well', async () => {
    for (const headers of [wanted, { ...wanted, ...guest }]) {
      callsTool();
      const { body } = await respond({ input: 'hi' }, headers);
      expect(receiptOf(body)).toMatchObject(headers === wanted ? whole : receipt);
      expect(receiptOf((await read(body.id, headers)).body)).toEqual(receiptOf(body));
    }
    const wrong = await respond({ input: 'hi' }, { 'x-openclaw-include': 'everything' });
    expect([wrong.status, wrong.body.error.param]).toEqual([400, 'x-openclaw-include']);
  });

  it('changes nothing where it is not asked for', async () => {
    callsTool();
    const answer = await postResponse(gateway, { input: 'hi', stream: true });
    const said = readResponseStream(answer.text).at(-1)?.response?.output;
    expect(said).toMatchObject([{ type: 'message', content: [{ text: 'One moment. \n\nDone.' }] }]);
    expect(answer.text).not.toContain('session_status');
  });
});

describe('x-openclaw-include: tool_calls of chat completions', () => {
  const post = async (fields: Record<string, unknown> = {}, headers: Record<string, string> = wanted) => {
    callsTool();
    return postChat(gateway, { messages: [{ role: 'user', content: 'hi' }], ...fields }, headers);
  };

  it('puts the calls into the message', async () => {
    const { body } = await post();
    expect(body.choices[0].message).toMatchObject({ content: 'One moment. \n\nDone.', openclaw_tool_calls: [whole] });
  });

  it('streams each when it begins and when it ends, between the words', async () => {
    const chunks = chunksOf((await post({ stream: true })).text);
    const deltas = chunks.map(({ choices }) => choices[0]?.delta);
    expect(deltas).toMatchObject([
      { role: 'assistant' },
      { content: 'One moment. ' },
      { openclaw_tool_calls: [{ ...begun, arguments: '{}' }] },
      { openclaw_tool_calls: [whole] },
      { content: '\n\nDone.' },
      {},
    ]);
  });

  it('tells others than the owner the name and the status alone', async () => {
    const { body } = await post({}, { ...wanted, ...guest });
    expect(body.choices[0].message.openclaw_tool_calls).toEqual([receipt]);
    const { text: stream } = await post({ stream: true }, { ...wanted, ...guest });
    expect(stream).toContain('session_status');
    expect(stream).not.toMatch(/"(arguments|outcome|output)"/);
  });

  it('tells others that a call was refused', async () => {
    gateway.upstream.script(toolCall('no_such_tool', {}, 'call_1'), text('Done.'));
    const { body } = await postChat(gateway, { messages: [{ role: 'user', content: 'hi' }] }, { ...wanted, ...guest });
    expect(body.choices[0].message.openclaw_tool_calls).toMatchObject([{ name: 'no_such_tool', status: 'failed' }]);
  });

  it('is an empty list where no tool was called', async () => {
    const { body } = await postChat(gateway, { messages: [{ role: 'user', content: 'hi' }] }, wanted);
    expect(body.choices[0].message.openclaw_tool_calls).toEqual([]);
  });

  it('changes nothing where it is not asked for', async () => {
    const answers = [await post({}, {}), await post({ stream: true }, {})];
    for (const { text: told } of answers) expect(told).not.toMatch(/openclaw_tool_calls|session_status/);
  });

  it.each(['everything', 'tool_calls, reasoning'])('%j is 400 and names the header', async (value) => {
    const { status, body } = await post({}, { 'x-openclaw-include': value });
    expect({ status, ...body.error }).toMatchObject({
      status: 400,
      param: 'x-openclaw-include',
      code: 'invalid_value',
    });
    expect(gateway.upstream.requests).toHaveLength(0);
  });
});

/** Where each item begins and ends. */
function placesOf(events: readonly ResponseEvent[]): unknown[] {
  return events.filter(({ type }) => type.startsWith('response.output_item.')).map(({ output_index }) => output_index);
}
