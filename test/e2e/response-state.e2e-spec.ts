import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { baseConfig } from '../support/create-test-app.js';
import { status, text, toolCall } from '../support/fake-answers.js';
import { askResponse, deleteResponse } from '../support/kept-response.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const guest = { 'x-openclaw-sender-is-owner': 'false' };
const notFound = { code: 'response_not_found', type: 'invalid_request_error' };

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

async function ask(input: unknown, fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  return postResponse(gateway, { input, ...fields }, headers);
}

async function answered(input: unknown, fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  gateway.upstream.script(text(`answer to ${String(input)}`));
  const answer = await ask(input, fields, headers);
  expect(answer.status).toBe(200);
  return answer.body;
}

/** The conversation that went upstream last, without the system text. */
const conversation = () => gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);

describe('GET /v1/responses/{id}', () => {
  it('tells a response again, the same to the letter', async () => {
    const body = await answered('hi', { metadata: { a: 'b' }, instructions: 'Be brief.' });
    const again = await askResponse(gateway, 'get', body.id);
    expect([again.status, again.body]).toEqual([200, body]);
  });

  it('a failure in the middle is a failed response', async () => {
    gateway.upstream.script(toolCall('session_status', {}), status(500));
    const events = await postResponse(gateway, { input: 'hi', stream: true });
    const [, id = ''] = /"id":"(resp_[0-9a-f]+)"/.exec(events.text) ?? [];
    expect((await askResponse(gateway, 'get', id)).body).toMatchObject({
      status: 'failed',
      error: { code: 'server_error' },
      completed_at: null,
    });
  });

  it.each(['resp_unknown', 'resp_', 'x', '%00', "'; drop table responses; --"])('%j is 404', async (id) => {
    const answer = await askResponse(gateway, 'get', encodeURIComponent(id));
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject(notFound);
  });

  it('store: false keeps nothing', async () => {
    const { id, store } = await answered('hi', { store: false });
    expect(store).toBe(false);
    expect((await askResponse(gateway, 'get', id)).status).toBe(404);
    await answered('first', { store: false, user: 'grace' });
    await answered('second', { user: 'grace' });
    expect(conversation()).toEqual(['second']);
  });

  it('a run that failed before its first word leaves no response', async () => {
    gateway.upstream.script(status(500));
    expect((await ask('hi')).status).toBe(502);
    const file = new DatabaseSync(join(gateway.stateDir, 'responses.sqlite'), { readOnly: true });
    const runs = new DatabaseSync(join(gateway.stateDir, 'runs.sqlite'), { readOnly: true });
    const newest = file.prepare('select run_id from responses order by rowid desc limit 1').get();
    const count = (database: DatabaseSync, table: string) =>
      database.prepare(`select count(*) as n from ${table}`).get()?.['n'];
    expect(count(file, 'responses')).toBe(count(runs, 'runs'));
    expect(newest).toBeDefined();
    file.close();
    runs.close();
  });

  it('the owner and others do not see each other’s responses', async () => {
    const own = await answered('hi');
    const others = await answered('hi', {}, guest);
    expect((await askResponse(gateway, 'get', own.id, guest)).body.error).toMatchObject(notFound);
    expect((await askResponse(gateway, 'get', others.id)).status).toBe(404);
    expect((await askResponse(gateway, 'get', others.id, guest)).status).toBe(200);
  });
});

describe('previous_response_id', () => {
  it('goes on after that response, without its instructions', async () => {
    const first = await answered('one', { instructions: 'Talk like a pirate.' });
    const second = await answered('two', { previous_response_id: first.id });
    expect(second.previous_response_id).toBe(first.id);
    await answered('three', { previous_response_id: second.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'two', 'answer to two', 'three']);
    expect(gateway.upstream.lastRequest.systemText).not.toContain('pirate');
  });

  it('may branch off, and each branch goes on by itself', async () => {
    const root = await answered('one');
    const left = await answered('left', { previous_response_id: root.id });
    const right = await answered('right', { previous_response_id: root.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'right']);
    await answered('further left', { previous_response_id: left.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'left', 'answer to left', 'further left']);
    await answered('further right', { previous_response_id: right.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'right', 'answer to right', 'further right']);
  });

  it('takes what it is sent for new, even where it was said before', async () => {
    const first = await answered('one');
    const said = [
      { role: 'assistant', content: 'answer to one' },
      { role: 'user', content: 'two' },
    ];
    await answered(said, { previous_response_id: first.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'answer to one', 'two']);
  });

  it('takes the result of a tool', async () => {
    const tools = [{ type: 'function', name: 'weather', parameters: { type: 'object', properties: {} } }];
    gateway.upstream.script(toolCall('weather', {}, 'call_1'));
    const first = (await ask('Weather?', { tools })).body;
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'rain' };
    await answered([result], { tools, previous_response_id: first.id });
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toMatchObject([
      { role: 'user' },
      { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
      { role: 'tool', content: 'rain' },
    ]);
  });

  it('with store: false reads the conversation and leaves no turn', async () => {
    const first = await answered('one');
    await answered('aside', { previous_response_id: first.id, store: false });
    expect(conversation()).toEqual(['one', 'answer to one', 'aside']);
    const key = { 'x-openclaw-session-key': `agent:main:response:${String(first.id)}` };
    await answered('two', {}, key);
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
  });

  it.each([
    ['an unknown one', {}, {}, { previous_response_id: 'resp_unknown' }],
    ['another owner', {}, guest, {}],
    ['another agent', {}, { 'x-openclaw-agent-id': 'front-desk' }, {}],
    ['another session by the header', {}, { 'x-openclaw-session-key': 'elsewhere' }, {}],
    ['another user', { user: 'ada' }, {}, { user: 'bob' }],
  ])('%s is 404', async (_name, before, headers, fields) => {
    const { id } = await answered('one', before);
    gateway.upstream.reset();
    const answer = await ask('two', { previous_response_id: id, ...fields }, headers);
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject({ ...notFound, param: 'previous_response_id' });
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('a response without an answer can have no successor', async () => {
    gateway.upstream.script(toolCall('session_status', {}), status(500));
    const { text: stream } = await ask('hi', { stream: true });
    const [, id] = /"id":"(resp_[0-9a-f]+)"/.exec(stream) ?? [];
    const answer = await ask('two', { previous_response_id: id });
    expect([answer.status, answer.body.error.param]).toEqual([400, 'previous_response_id']);
  });

  it('many at once after one response are all kept apart', async () => {
    const root = await answered('one');
    gateway.upstream.handler = (request) => text(`answer to ${request.lastUserText}`);
    const previous_response_id = root.id;
    const branches = await Promise.all([1, 2, 3, 4, 5].map((n) => ask(`branch ${n}`, { previous_response_id })));
    for (const [index, branch] of branches.entries()) {
      await ask('end', { previous_response_id: branch.body.id });
      const name = `branch ${index + 1}`;
      expect(conversation()).toEqual(['one', 'answer to one', name, `answer to ${name}`, 'end']);
    }
  });
});

describe('conversation', () => {
  it.each([['conv_1'], [{ id: 'conv_2' }]])('%j keeps what is said under it', async (conversationId) => {
    const first = await answered('one', { conversation: conversationId });
    expect(first.conversation).toEqual({ id: typeof conversationId === 'string' ? conversationId : conversationId.id });
    await answered('two', { conversation: conversationId });
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
    await answered('back', { previous_response_id: first.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'back']);
  });

  it('ids of any characters are names of their own', async () => {
    await answered('one', { conversation: 'a b:ö' });
    const { headers } = await ask('two', { conversation: 'a b:ö' });
    expect(headers['x-openclaw-session-key']).toBe('agent:main:conversation:a%20b%3A%C3%B6');
  });

  it.each([
    [{ conversation: 'conv_1', previous_response_id: 'resp_1' }, 'conversation'],
    [{ conversation: '' }, 'conversation'],
    [{ conversation: {} }, 'conversation.id'],
    [{ conversation: 7 }, 'conversation'],
  ])('%j is 400', async (fields, param) => {
    const answer = await ask('hi', fields);
    expect([answer.status, answer.body.error.param]).toEqual([400, param]);
  });
});

describe('DELETE /v1/responses/{id}', () => {
  it('forgets the response, and the conversation with its last response', async () => {
    const first = await answered('one');
    const second = await answered('two', { previous_response_id: first.id });
    const gone = await deleteResponse(gateway, first.id);
    expect([gone.status, gone.body]).toEqual([200, { id: first.id, object: 'response', deleted: true }]);
    expect((await askResponse(gateway, 'get', first.id)).status).toBe(404);
    await answered('three', { previous_response_id: second.id });
    expect(conversation()).toEqual(['one', 'answer to one', 'two', 'answer to two', 'three']);
    expect((await deleteResponse(gateway, first.id)).status).toBe(404);
  });

  it('leaves nothing of a conversation of one', async () => {
    const marked = `secret ${String(Math.random())}`;
    const { id } = await answered(marked);
    await deleteResponse(gateway, id);
    for (const [file, table] of [
      ['responses', 'responses'],
      ['runs', 'runs'],
      ['sessions', 'turns'],
    ] as const) {
      const database = new DatabaseSync(join(gateway.stateDir, `${file}.sqlite`), { readOnly: true });
      expect(JSON.stringify(database.prepare(`select * from ${table}`).all())).not.toContain(marked);
      database.close();
    }
  });

  it('is not for another sender', async () => {
    const { id } = await answered('hi');
    expect((await deleteResponse(gateway, id, guest)).status).toBe(404);
    expect((await askResponse(gateway, 'get', id)).status).toBe(200);
  });
});

describe('GET /v1/responses/{id}/input_items', () => {
  const pixel = 'data:image/png;base64,iVBORw0KGgo=';
  const input = [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'See.' },
        {
          type: 'input_file',
          source: { type: 'base64', media_type: 'text/plain', data: 'YWxwaGE=', filename: 'a.txt' },
        },
      ],
    },
    { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }] },
    { role: 'assistant', content: 'Seen.' },
    { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'seen' }] },
    { role: 'user', content: 'And?' },
  ];

  it('lists what was sent, the newest first, as items with ids', async () => {
    const { id } = await answered(input);
    const { body } = await askResponse(gateway, 'get', `${String(id)}/input_items`);
    expect(body.has_more).toBe(false);
    expect(body.data.toReversed()).toMatchObject([
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be brief.' }] },
      {
        role: 'user',
        content: [{ text: 'See.' }, { filename: 'a.txt', file_data: 'data:text/plain;base64,YWxwaGE=' }],
      },
      { type: 'reasoning', summary: [{ text: 'hm' }] },
      { role: 'assistant', content: [{ type: 'output_text', text: 'Seen.', annotations: [] }] },
      { type: 'function_call', call_id: 'call_1' },
      { type: 'function_call_output', output: [{ type: 'input_text', text: 'seen' }] },
      { role: 'user', content: [{ type: 'input_text', text: 'And?' }] },
    ]);
  });

  it('gives an image the form that OpenAI lists', async () => {
    const source = { type: 'base64', media_type: 'image/png', data: pixel.split(',')[1] };
    const { id } = await answered([{ role: 'user', content: [{ type: 'input_image', source }] }]);
    const { body } = await askResponse(gateway, 'get', `${String(id)}/input_items`);
    expect(body.data[0].content).toEqual([{ type: 'input_image', image_url: pixel, detail: 'auto' }]);
  });

  it.each(['asc', 'desc'])('pages through all of them, %s', async (order) => {
    const words = ['a', 'b', 'c', 'd', 'e'];
    const { id } = await answered(words.map((content) => ({ role: 'user', content })));
    const seen: string[] = [];
    for (let after = '', more = true; more;) {
      const { body } = await askResponse(gateway, 'get', `${String(id)}/input_items?limit=2&order=${order}${after}`);
      seen.push(...body.data.map((item: { content: { text: string }[] }) => item.content[0]?.text));
      expect([body.first_id, body.last_id]).toEqual([body.data[0].id, body.data.at(-1).id]);
      more = body.has_more;
      after = `&after=${String(body.last_id)}`;
    }
    expect(seen).toEqual(order === 'asc' ? words : words.toReversed());
  });

  it.each(['limit=0', 'limit=101', 'limit=x', 'order=up', 'after=msg_none'])('%s is 400', async (query) => {
    const { id } = await answered('hi');
    const answer = await askResponse(gateway, 'get', `${String(id)}/input_items?${query}`);
    expect([answer.status, answer.body.error.param]).toEqual([400, query.split('=')[0]]);
  });
});

describe('item_reference', () => {
  it('stands for an item of a kept response, sent or answered', async () => {
    const first = await answered('one');
    const listed = (await askResponse(gateway, 'get', `${String(first.id)}/input_items`)).body.data;
    await answered([
      { type: 'item_reference', id: listed[0].id },
      { id: first.output[0].id },
      { role: 'user', content: 'two' },
    ]);
    expect(conversation()).toEqual(['one', 'answer to one', 'two']);
  });

  it.each(['msg_none', 'msg_aa_0', '', 'msg_aa_in99999999'])('%j leads nowhere: 404', async (id) => {
    const answer = await ask([{ type: 'item_reference', id }]);
    expect(answer.status).toBe(404);
    expect(answer.body.error).toMatchObject({ code: 'item_not_found', param: 'input[0].id' });
  });

  it('does not lead to items of others', async () => {
    const { output } = await answered('one');
    const answer = await ask([{ type: 'item_reference', id: output[0].id }], {}, guest);
    expect(answer.status).toBe(404);
  });
});

describe('methods of kept responses', () => {
  it.each([
    ['put', 'resp_1', 'GET, DELETE'],
    ['get', 'resp_1/cancel', 'POST'],
    ['post', 'resp_1/input_items', 'GET'],
    ['PUT', 'compact', 'POST'],
    ['GET', 'compact', 'POST'],
  ])('B3: %s %s is 405 with Allow', async (method, path, allow) => {
    const authorization = `Bearer ${baseConfig.gateway.auth.token}`;
    const answer = await fetch(`${gateway.url}/v1/responses/${path}`, { method, headers: { authorization } });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  it('B2: they are switched off with the endpoint, and closed to strangers', async () => {
    const off = await TestGateway.start();
    expect((await askResponse(off, 'get', 'resp_1')).body.error.code).not.toBe('response_not_found');
    await off.close();
    expect((await fetch(`${gateway.url}/v1/responses/resp_1`)).status).toBe(401);
  });
});

describe('other credentials', () => {
  it('a response is for the one who asked', async () => {
    const auth = { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x-user', allowUsers: ['ada', 'bob'] } };
    const shared = await TestGateway.start({
      gateway: { ...servingResponses(), auth, trustedProxies: ['127.0.0.1'] },
    });
    const as = (user: string) => ({ authorization: '', 'x-user': user, 'x-forwarded-for': '192.0.2.1' });
    try {
      const { body } = await postResponse(shared, { input: 'hi' }, as('ada'));
      expect((await askResponse(shared, 'get', body.id, as('ada'))).status).toBe(200);
      expect((await askResponse(shared, 'get', body.id, as('bob'))).status).toBe(404);
      const next = await postResponse(shared, { input: 'hi', previous_response_id: body.id }, as('bob'));
      expect(next.body.error).toMatchObject(notFound);
    } finally {
      await shared.close();
    }
  });
});
