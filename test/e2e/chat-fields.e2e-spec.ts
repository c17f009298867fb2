import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { postChat } from '../support/chat-request.js';
import { chatFieldCases, chatNestedCases } from '../support/chat-field-cases.js';
import { baseConfig } from '../support/create-test-app.js';
import { type Compat, documentedFields, expectCase, expectRow } from '../support/field-case.js';
import { publishedFields } from '../support/published-fields.js';
import { TestGateway } from '../support/test-gateway.js';

const page = 'docs/api/fields.md';
const file = 'chat/completions/completions';
const cases = { ...chatFieldCases, ...chatNestedCases };
const rows = new Map([
  ...documentedFields(page, 'src/openai-wire/chat/chat-fields.ts'),
  ...documentedFields(page, 'src/openai-wire/chat/chat-nested-fields.ts'),
]);

/** What OpenAI's package has for each kind of object within a request. */
const kinds = {
  stream_options: publishedFields(file, 'ChatCompletionStreamOptions'),
  'messages.system': publishedFields(file, 'ChatCompletionSystemMessageParam'),
  'messages.developer': publishedFields(file, 'ChatCompletionDeveloperMessageParam'),
  'messages.user': publishedFields(file, 'ChatCompletionUserMessageParam'),
  'messages.assistant': publishedFields(file, 'ChatCompletionAssistantMessageParam'),
  'messages.tool': publishedFields(file, 'ChatCompletionToolMessageParam'),
  'content.text': publishedFields(file, 'ChatCompletionContentPartText'),
  'content.refusal': publishedFields(file, 'ChatCompletionContentPartRefusal'),
  'content.image_url': publishedFields(file, 'ChatCompletionContentPartImage'),
  image_url: publishedFields(file, 'ChatCompletionContentPartImage.ImageURL'),
  'content.file': publishedFields(file, 'ChatCompletionContentPart.File'),
  file: publishedFields(file, 'ChatCompletionContentPart.File.File'),
  tool_calls: publishedFields(file, 'ChatCompletionMessageFunctionToolCall'),
  'tools.function': publishedFields('shared', 'FunctionDefinition'),
  'response_format.json_schema': publishedFields('shared', 'ResponseFormatJSONSchema.JSONSchema'),
  'tool_choice.allowed_tools': publishedFields(file, 'ChatCompletionAllowedTools'),
};

describe('fields of chat completions', () => {
  it('B9: each that OpenAI publishes has a case and a row, and no other has', () => {
    const published = publishedFields(file, 'ChatCompletionCreateParamsBase');
    expect(Object.keys(chatFieldCases).sort()).toEqual(published.sort());
    expect([...rows.keys()].sort()).toEqual(Object.keys(cases).sort());
  });

  it.each(Object.entries(kinds))('B9: so has each within %s', (kind, published) => {
    const named = Object.keys(chatNestedCases).filter((name) => name.replace(/[.][^.]+$/, '') === kind);
    expect(named.sort()).toEqual(published.map((field) => `${kind}.${field}`).sort());
  });

  it.each(Object.entries(cases))('B9: the row of %s says what the case shows', (name, shown) => {
    expectRow(name, shown, rows.get(name));
  });
});

describe.each<Compat>(['warn', 'strict', 'lenient'])(
  'fields of chat completions with gateway.http.compat %s',
  (compat) => {
    let gateway: TestGateway;
    beforeAll(async () => {
      gateway = await TestGateway.start({ gateway: { http: { ...baseConfig.gateway.http, compat } } });
    });
    afterAll(() => gateway.close());

    const send = (fields: Record<string, unknown>) =>
      postChat(gateway, { messages: [{ role: 'user', content: 'hi' }], ...fields });

    it.each(Object.entries(cases))('B9: %s has the effect that is documented', (_name, shown) =>
      expectCase(gateway, send, shown, compat),
    );

    it.each([
      ['tools.web_search', { tools: [{ type: 'web_search' }] }],
      ['tools.function.unheard_of', { tools: [{ type: 'function', function: { name: 'f', unheard_of: 1 } }] }],
      ['stream_options.unheard_of', { stream: true, stream_options: { unheard_of: 1 } }],
      ['unheard_of', { unheard_of: 1 }],
    ])('B9: %s, which nobody publishes, is ignored', (ignored, fields) =>
      expectCase(gateway, send, { send: fields, ignored }, compat),
    );

    it('B9: what answers of other servers have besides is let be', async () => {
      const answer = { role: 'assistant', content: 'ok', annotations: [], reasoning_content: 'hm', unheard_of: 1 };
      const messages = [{ role: 'user', content: 'hi' }, answer, { role: 'user', content: 'go on' }];
      const { status, headers } = await send({ messages });
      expect([status, headers['x-openclaw-ignored-fields']]).toEqual([200, undefined]);
    });
  },
);
