import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { testToken } from '../support/create-test-app.js';
import { events } from '../support/fake-answers.js';
import { makePdf } from '../support/make-pdf.js';
import { postResponse, servingResponses, streamResponse } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { pixelPng, pixelUri } from '../support/pixel.js';

const url = 'https://images.example/cat.png';
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

async function withGateway(
  gateway: Record<string, unknown>,
  work: (gateway: TestGateway) => Promise<void>,
): Promise<void> {
  const running = await TestGateway.start({ gateway });
  try {
    await work(running);
  } finally {
    await running.close();
  }
}

describe('gateway.http.endpoints.responses', () => {
  it('B2: is off by default: 404, the same with and without a token, and no run', () =>
    withGateway({}, async (gateway) => {
      const right = await postResponse(gateway, { input: 'hi' });
      const none = await request(gateway.url).post('/v1/responses').send({ input: 'hi' });
      expect(right.status).toBe(404);
      expect(right.body.error).toMatchObject({ code: 'unknown_url' });
      expect(none.text).toBe(right.text);
      expect(gateway.upstream.requests).toHaveLength(0);
    }));

  it('C1: once on, it asks for the token', () =>
    withGateway(servingResponses(), async (gateway) => {
      const answer = await postResponse(gateway, { input: 'hi' }, { authorization: 'Bearer wrong' });
      expect(answer.status).toBe(401);
    }));

  it('F: the owner is decided as for chat completions', () =>
    withGateway(servingResponses(), async (gateway) => {
      const headers = { 'x-openclaw-agent-id': 'front-desk', 'x-openclaw-sender-is-owner': 'maybe' };
      const answer = await postResponse(gateway, { input: 'hi' }, headers);
      expect(answer.headers['x-openclaw-warning']).toMatch(/owner/);
      expect(gateway.upstream.lastRequest.systemText).toContain('Runtime: public-facing agent');
    }));

  it.each([
    ['openai', 'response.reasoning_text.delta'],
    ['openresponses', 'response.reasoning.delta'],
  ])('dialect %s names the events of reasoning', (dialect, name) =>
    withGateway(servingResponses({ dialect }), async (gateway) => {
      const chunk = (delta: object, finish_reason: string | null = null) => ({
        choices: [{ index: 0, delta, finish_reason }],
      });
      gateway.upstream.script(events(chunk({ reasoning_content: 'hm' }), chunk({ content: 'a' }, 'stop'), '[DONE]'));
      const streamed = await streamResponse(gateway, { input: 'hi' });
      expect(streamed.map(({ type }) => type)).toContain(name);
    }),
  );

  it('B7: images by URL need images.allowUrl', async () => {
    const body = { input: [{ role: 'user', content: [{ type: 'input_image', image_url: url }] }] };
    await withGateway(servingResponses(), async (gateway) => {
      const refused = await postResponse(gateway, body);
      expect(refused.body.error).toMatchObject({
        param: 'input[0].content[0].image_url',
        message: expect.stringContaining('gateway.http.endpoints.responses.images.allowUrl'),
      });
    });
    await withGateway(servingResponses({ images: { allowUrl: true } }), async (gateway) => {
      expect((await postResponse(gateway, body)).status).toBe(200);
      expect(gateway.upstream.lastRequest.body.messages.at(-1)?.content).toEqual([
        { type: 'image_url', image_url: { url } },
      ]);
    });
  });

  it('B7: images, text files and PDF reach the model, files marked as attachments', () =>
    withGateway(servingResponses(), async (gateway) => {
      const content = [
        { type: 'input_image', source: { type: 'base64', media_type: 'image/png', data: pixelPng } },
        { type: 'input_file', filename: 'a.txt', file_data: `data:text/plain;base64,${base64('alpha')}` },
        { type: 'input_file', filename: 'b.pdf', file_data: base64(makePdf(['beta'])) },
      ];
      expect((await postResponse(gateway, { input: [{ role: 'user', content }] })).status).toBe(200);
      const [image, text, pdf] = gateway.upstream.lastRequest.body.messages.at(-1)?.content as { text: string }[];
      expect(image).toEqual({ type: 'image_url', image_url: { url: pixelUri } });
      expect(text?.text).toMatch(/<attachment name="a\.txt" type="text\/plain">\nalpha/);
      expect(pdf?.text).toMatch(/<attachment name="b\.pdf" type="application\/pdf">\nbeta/);
    }));

  it('B7: files of a tool’s result reach the model as text', () =>
    withGateway(servingResponses(), async (gateway) => {
      const output = [{ type: 'input_file', filename: 'a.txt', file_data: base64('alpha') }];
      const input = [
        { type: 'function_call', call_id: 'c', name: 'look', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output },
      ];
      expect((await postResponse(gateway, { input })).status).toBe(200);
      expect(gateway.upstream.lastRequest.body.messages.at(-1)).toMatchObject({
        role: 'tool',
        content: expect.stringContaining('alpha'),
      });
    }));
});

describe('gateway.http.compat', () => {
  const body = { input: 'hi', moderation: { model: 'm' }, future_field: 1 };

  it.each([
    ['lenient', 200, undefined],
    ['warn', 200, 'moderation, future_field'],
    ['strict', 400, undefined],
  ])('B9: %s', (compat, status, named) =>
    withGateway(servingResponses({}, { compat }), async (gateway) => {
      const answer = await postResponse(gateway, body);
      expect([answer.status, answer.headers['x-openclaw-ignored-fields']]).toEqual([status, named]);
      const chat = await request(gateway.url)
        .post('/v1/chat/completions')
        .set('authorization', `Bearer ${testToken}`)
        .send({ messages: [{ role: 'user', content: 'hi' }], moderation: { model: 'm' }, future_field: 1 });
      expect([chat.status, chat.headers['x-openclaw-ignored-fields']]).toEqual([status, named]);
    }),
  );
});
