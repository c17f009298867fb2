import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { explain, explainBody } from '../support/explain.js';
import { text } from '../support/fake-answers.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const weather = { type: 'function', name: 'get_weather', parameters: { type: 'object', properties: {} } };
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses({}, { compat: 'warn' }) });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const explained = async (body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  (await explainBody(gateway.url, body, { headers })).json;

describe('POST /v1/explain of a response', () => {
  it('tells fields, session and tools by the words of responses, and asks and keeps nothing', async () => {
    const json = await explained({ input: 'hi', tools: [weather], truncation: 'disabled', nonsense: 1, store: true });
    expect(json).toMatchObject({
      object: 'openclaw.explanation',
      refusal: null,
      agent: { id: 'main', because: expect.stringContaining('default agent') },
      session: { key: 'agent:main:response:{id}', kept: true, earlier_messages: 0 },
      client_tools: ['get_weather'],
    });
    expect(json.fields.map(({ field, effect }) => [field, effect])).toEqual([
      ['input', 'mapped'],
      ['tools', 'honoured'],
      ['truncation', 'mapped'],
      ['nonsense', 'ignored'],
      ['store', 'honoured'],
    ]);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it.each([
    ['plain', {}, {}],
    ['for a session', {}, { 'x-openclaw-session-key': 'notes', 'x-openclaw-agent-id': 'front-desk' }],
    ['not stored', { store: false, user: 'ann' }, {}],
    ['with instructions and a form', { instructions: 'Be brief.', text: { format: { type: 'json_object' } } }, {}],
    [
      'with items',
      {
        input: [
          { role: 'developer', content: 'Rhyme.' },
          { role: 'user', content: 'hi' },
        ],
      },
      {},
    ],
  ])('previews what the request sends: %s', async (_what, fields, headers) => {
    const body = { input: 'hi', tools: [weather], temperature: 0.5, ...fields };
    const { preview, session } = await explained({ ...body, preview: true }, headers);
    const answer = await postResponse(gateway, body, headers);
    expect(answer.status).toBe(200);
    expect(preview?.body).toEqual(JSON.parse(gateway.upstream.lastRequest.raw));
    const key = answer.headers['x-openclaw-session-key'];
    expect(session?.key.replace('{id}', answer.body.id).replace(/{uuid}$/, '')).toBe(
      session?.key.endsWith('{uuid}') ? key?.replace(/[^:]*$/, '') : key,
    );
  });

  it('follows a response that is kept, and says that one with "store": false leaves no turn', async () => {
    gateway.upstream.script(text('the heron'));
    const { body, headers } = await postResponse(gateway, { input: 'Which bird?' });
    const next = { previous_response_id: body.id, input: 'Why?', store: false };
    const json = await explained({ ...next, preview: true });
    expect(json.session).toMatchObject({
      key: headers['x-openclaw-session-key'],
      kept: false,
      because: expect.stringContaining('"store": false'),
      earlier_messages: 2,
    });
    await postResponse(gateway, next);
    expect(json.preview?.body).toEqual(JSON.parse(gateway.upstream.lastRequest.raw));
  });

  it.each([
    ['an unknown agent', { model: 'openclaw:nobody', input: 'hi' }, {}],
    ['a wrong item', { input: [{ type: 'nonsense' }] }, {}],
    ['an unknown earlier response', { input: 'hi', previous_response_id: 'resp_none' }, {}],
    ['a refused field', { input: 'hi', prompt: { id: 'p' } }, {}],
    ['nothing to come back to', { input: 'hi', store: false }, { 'x-openclaw-on-disconnect': 'continue' }],
  ])('explains the refusal of %s', async (_what, body, headers) => {
    const { refusal } = await explained(body, headers);
    const answer = await postResponse(gateway, body, headers);
    expect(refusal).toEqual({ status: answer.status, ...answer.body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('takes a key of the client into account, by which an unstored response can be returned to', async () => {
    const headers = { 'idempotency-key': 'once' };
    expect((await explained({ input: 'hi', store: false }, headers)).refusal).toBeNull();
    expect((await postResponse(gateway, { input: 'hi', store: false }, headers)).status).toBe(200);
  });

  it('takes a body with messages for a chat completion', async () => {
    const { fields } = await explained({ input: 'hi', messages: [{ role: 'user', content: 'hi' }] });
    expect(fields.map(({ effect }) => effect)).toEqual(['ignored', 'mapped']);
  });

  it('tells it over the WebSocket of operators too', async () => {
    const client = await WsClient.connect(gateway);
    const request = { input: 'hi', instructions: 'Be brief.' };
    const { preview, session } = await client.result('explain', { request, preview: true });
    await postResponse(gateway, request);
    expect(preview.body).toEqual(JSON.parse(gateway.upstream.lastRequest.raw));
    expect(session.key).toBe('agent:main:response:{id}');
  });
});

describe('POST /v1/explain where one endpoint is off', () => {
  it.each([
    ['responses', { chatCompletions: { enabled: true } }, [null, 404]],
    ['chat completions', { chatCompletions: { enabled: false }, responses: { enabled: true } }, [404, null]],
  ])('tells that the request would not be served: %s', async (_what, endpoints, expected) => {
    const other = await TestGateway.start({ gateway: { http: { endpoints } } });
    const chat = await explain(other.url);
    const response = await explainBody(other.url, { input: 'hi' });
    await other.close();
    expect([chat.status, response.status]).toEqual([200, 200]);
    expect([chat, response].map(({ json }) => json.refusal?.status ?? null)).toEqual(expected);
  });

  it('is not served where neither is', async () => {
    const endpoints = { chatCompletions: { enabled: false } };
    const other = await TestGateway.start({ gateway: { http: { endpoints } } });
    const { status } = await explain(other.url);
    await other.close();
    expect(status).toBe(404);
  });
});
