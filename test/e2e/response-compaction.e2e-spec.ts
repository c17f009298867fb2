import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import request, { type Response } from 'supertest';
import { testToken } from '../support/create-test-app.js';
import { status, text } from '../support/fake-answers.js';
import { expectOpenAiAnswer } from '../support/openai-answer.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const path = '/v1/responses/compact';
const talk = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', content: 'Find the key.' },
  { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
  { type: 'function_call_output', call_id: 'call_1', output: 'under the mat' },
  { role: 'assistant', content: 'Under the mat.' },
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});
afterEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

async function compact(body: Record<string, unknown>, headers: Record<string, string> = {}): Promise<Response> {
  const answer = await request(gateway.url)
    .post(path)
    .set({ authorization: `Bearer ${testToken}`, ...headers })
    .send(body);
  expectOpenAiAnswer({ path, status: answer.status, contentType: answer.type, text: answer.text });
  return answer;
}

describe('POST /v1/responses/compact', () => {
  it('gives a summary by the model in place of what was said, with honest usage', async () => {
    gateway.upstream.script(text('The key is under the mat.'), text('Mat.'));
    const { body } = await compact({ model: 'openclaw', input: talk });
    expect(body).toMatchObject({
      object: 'response.compaction',
      output: [
        { role: 'developer', content: [{ text: 'Be brief.' }] },
        { type: 'compaction', id: expect.stringMatching(/^cmp_/), encrypted_content: expect.any(String) },
      ],
      usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    });
    const asked = gateway.upstream.lastRequest.body;
    expect(asked.tools).toBeUndefined();
    expect(asked.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'assistant',
      'user',
    ]);
    const next = await postResponse(gateway, { input: [...body.output, { role: 'user', content: 'Where?' }] });
    expect(next.body.output).toMatchObject([{ content: [{ text: 'Mat.' }] }]);
    expect(gateway.upstream.lastRequest.systemText).toContain('Be brief.');
    expect(gateway.upstream.lastRequest.body.messages.slice(1)).toEqual([
      { role: 'assistant', content: 'Summary of the conversation so far:\n\nThe key is under the mat.' },
      { role: 'user', content: 'Where?' },
    ]);
  });

  it('its item is listed with the input of the response that goes on, and can be referred to and compacted again', async () => {
    gateway.upstream.script(text('In short.'), text('Yes.'), text('Still.'), text('Shorter.'));
    const { body } = await compact({ model: 'openclaw', input: 'a long talk' });
    const { id } = (await postResponse(gateway, { input: body.output })).body;
    const listPath = `/v1/responses/${id}/input_items`;
    const list = await request(gateway.url)
      .get(listPath)
      .set({ authorization: `Bearer ${testToken}` });
    expectOpenAiAnswer({ path: listPath, status: list.status, contentType: list.type, text: list.text });
    const [item] = list.body.data;
    expect(item).toMatchObject({ type: 'compaction', encrypted_content: body.output[0].encrypted_content });
    await postResponse(gateway, { input: [{ type: 'item_reference', id: item.id }] });
    expect(gateway.upstream.lastRequest.body.messages.at(-1)?.content).toContain('In short.');
    expect((await compact({ model: 'openclaw', input: body.output })).status).toBe(200);
    expect(gateway.upstream.lastRequest.body.messages.at(1)?.content).toContain('In short.');
  });

  it('sums up what an earlier response ended, and leaves no turn there', async () => {
    gateway.upstream.script(text('Under the mat.'), text('In short.'), text('Yes.'));
    const { id } = (await postResponse(gateway, { input: 'Find the key.' })).body;
    const { body } = await compact({ model: 'openclaw', previous_response_id: id });
    expect(body.output).toMatchObject([{ type: 'compaction' }]);
    const said = () => gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);
    expect(said().slice(0, 2)).toEqual(['Find the key.', 'Under the mat.']);
    await postResponse(gateway, { input: 'Sure?', previous_response_id: id });
    expect(said()).toEqual(['Find the key.', 'Under the mat.', 'Sure?']);
  });

  it('a missing model is 400, as both specifications have it', async () => {
    const answer = await compact({ input: talk });
    expect([answer.status, answer.body.error.param]).toEqual([400, 'model']);
  });

  it('what another service compacted is 400', async () => {
    const answer = await postResponse(gateway, { input: [{ type: 'compaction', encrypted_content: 'gAAAAABpM0Yj' }] });
    expect([answer.status, answer.body.error.param]).toEqual([400, 'input[0].encrypted_content']);
  });

  it.each([
    ['nothing to sum up', {}, 'input'],
    ['an empty list', { input: [] }, 'input'],
    ['no message but one for the system', { input: [talk[0]] }, 'input'],
    ['a stream', { input: 'hi', stream: true }, 'stream'],
    ['background', { input: 'hi', background: true }, 'background'],
  ])('%s is 400', async (_name, fields, param) => {
    const answer = await compact({ model: 'openclaw', ...fields });
    expect([answer.status, answer.body.error.param]).toEqual([400, param]);
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('an Idempotency-Key is 400, since nothing is kept that could be given again', async () => {
    const { status: code, body } = await compact({ model: 'openclaw', input: talk }, { 'idempotency-key': 'sum-1' });
    expect([code, body.error.code, body.error.param]).toEqual([400, 'unsupported_parameter', 'Idempotency-Key']);
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  it('sums up what a session holds, without an input', async () => {
    gateway.upstream.script(text('Under the mat.'), text('In short.'));
    await postResponse(gateway, { input: 'Find the key.', conversation: 'keys' });
    expect((await compact({ model: 'openclaw', conversation: 'keys', input: [] })).status).toBe(200);
    expect(gateway.upstream.lastRequest.body.messages[1]?.content).toBe('Find the key.');
  });

  it('an unknown earlier response is 404', async () => {
    const answer = await compact({ model: 'openclaw', previous_response_id: 'resp_none' });
    expect([answer.status, answer.body.error.code]).toEqual([404, 'response_not_found']);
  });

  it.each([
    ['summary_cut', text('half', { finishReason: 'length' })],
    ['summary_cut', text('')],
    ['upstream_error', status(500)],
  ])('a failure is told as %s', async (code, answer) => {
    gateway.upstream.script(answer);
    const { status: answered, body } = await compact({ model: 'openclaw', input: talk });
    expect([answered, body.error.code]).toEqual([502, code]);
  });
});
