import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { text } from '../support/fake-answers.js';
import { servingResponses } from '../support/response-request.js';
import { ResponsesSocket, expectWhole } from '../support/responses-socket.js';
import { TestGateway } from '../support/test-gateway.js';

/** Written from the specification of Open Responses, "WebSocket Transport". */

let gateway: TestGateway;
let client: ResponsesSocket;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses({ dialect: 'openresponses' }) });
});
beforeEach(async () => {
  client = await ResponsesSocket.open(gateway, { headers: { 'content-type': 'application/json' } });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

const model = 'openclaw';
/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

describe('Open Responses over a WebSocket', () => {
  it('a response: the same events as streamed over HTTP, each a frame', async () => {
    gateway.upstream.script(text('One, two.'));
    const events = await client.create({
      model,
      input: [{ type: 'message', role: 'user', content: 'Count to two.' }],
    });
    expectWhole(events);
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.at(-1)?.response?.status).toBe('completed');
  });

  it('sequential responses: each is whole, and numbered from 0', async () => {
    gateway.upstream.script(text('first'), text('second'));
    for (const word of ['first', 'second']) {
      const events = await client.create({ model, store: false, input: `Reply with exactly: ${word}` });
      expectWhole(events);
      expect(events.at(-1)?.response).toMatchObject({ status: 'completed', output: [{ content: [{ text: word }] }] });
    }
  });

  it('continuation: what is not stored is gone on with by its id and new input alone', async () => {
    gateway.upstream.script(text('OK'), text('cobalt'));
    const first = await client.respond({ model, store: false, input: 'Remember the code word: cobalt.' });
    const next = { model, store: false, previous_response_id: first.id, input: 'What is the code word?' };
    const events = await client.create(next);
    expectWhole(events);
    expect(events.at(-1)?.response).toMatchObject({ status: 'completed', previous_response_id: first.id });
    expect(sent()).toEqual([
      { role: 'user', content: 'Remember the code word: cobalt.' },
      { role: 'assistant', content: 'OK' },
      { role: 'user', content: 'What is the code word?' },
    ]);
  });

  it('generate: false answers without output, and its id can be gone on with', async () => {
    const events = await client.create({ model, store: false, generate: false, input: 'Prepare to say: warmed' });
    expectWhole(events);
    const warm = events.at(-1)?.response;
    expect(warm).toMatchObject({ status: 'completed', output: [] });
    expect(gateway.upstream.requests).toEqual([]);
    gateway.upstream.script(text('warmed'));
    const next = { model, store: false, previous_response_id: warm?.id, input: 'Say it.' };
    expect(await client.respond(next)).toMatchObject({ status: 'completed', output: [{ type: 'message' }] });
    expect(sent()).toEqual([
      { role: 'user', content: 'Prepare to say: warmed' },
      { role: 'user', content: 'Say it.' },
    ]);
  });

  it('a previous response that is not there: previous_response_not_found', async () => {
    const request = { model, store: false, previous_response_id: 'resp_missing', input: 'This should fail.' };
    expect(await client.refusal(request)).toMatchObject({
      type: 'error',
      status: 400,
      error: { code: 'previous_response_not_found', param: 'previous_response_id' },
    });
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('a continuation that fails takes the response it followed out of the memory', async () => {
    gateway.upstream.script(text('OK'));
    const { id } = await client.respond({ model, store: false, input: 'Remember the code word: ember.' });
    const output = { type: 'function_call_output', call_id: 'call_missing', output: 'Nobody called.' };
    const failed = await client.refusal({ model, store: false, previous_response_id: id, input: [output] });
    expect(failed).toMatchObject({ status: 400, error: { code: 'invalid_value' } });
    const retry = await client.refusal({ model, store: false, previous_response_id: id, input: 'Go on.' });
    expect(retry).toMatchObject({ status: 400, error: { code: 'previous_response_not_found' } });
  });
});
