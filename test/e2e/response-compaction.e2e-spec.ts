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

async function compact(body: Record<string, unknown>): Promise<Response> {
  const answer = await request(gateway.url)
    .post(path)
    .set({ authorization: `Bearer ${testToken}` })
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
        { role: 'assistant', content: [{ text: 'Summary of the conversation so far:\n\nThe key is under the mat.' }] },
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
  });

  it('sums up what an earlier response ended, and leaves no turn there', async () => {
    gateway.upstream.script(text('Under the mat.'), text('In short.'), text('Yes.'));
    const { id } = (await postResponse(gateway, { input: 'Find the key.' })).body;
    const { body } = await compact({ model: 'openclaw', previous_response_id: id });
    expect(body.output).toMatchObject([{ content: [{ text: expect.stringContaining('In short.') }] }]);
    const said = () => gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);
    expect(said().slice(0, 2)).toEqual(['Find the key.', 'Under the mat.']);
    await postResponse(gateway, { input: 'Sure?', previous_response_id: id });
    expect(said()).toEqual(['Find the key.', 'Under the mat.', 'Sure?']);
  });

  it.each([
    ['nothing to sum up', {}, 'input'],
    ['a stream', { input: 'hi', stream: true }, 'stream'],
    ['background', { input: 'hi', background: true }, 'background'],
  ])('%s is 400', async (_name, fields, param) => {
    const answer = await compact({ model: 'openclaw', ...fields });
    expect([answer.status, answer.body.error.param]).toEqual([400, param]);
    expect(gateway.upstream.requests).toHaveLength(0);
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
