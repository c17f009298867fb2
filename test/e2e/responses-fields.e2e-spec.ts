import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import request from 'supertest';
import { testToken } from '../support/create-test-app.js';
import { text } from '../support/fake-answers.js';
import { type Compat, documentedFields, expectCase, expectRow } from '../support/field-case.js';
import { askResponse } from '../support/kept-response.js';
import { publishedFields } from '../support/published-fields.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { type ResponseProbes, responsesFieldCases, responsesNestedCases } from '../support/responses-field-cases.js';
import { TestGateway } from '../support/test-gateway.js';

const page = 'docs/api/fields.md';
const file = 'responses/responses';
const rows = new Map([
  ...documentedFields(page, 'src/openai-wire/responses/responses-fields.ts'),
  ...documentedFields(page, 'src/openai-wire/responses/responses-nested-fields.ts'),
]);

/** What OpenAI's package has for each kind of object within a request. */
const kinds = {
  stream_options: publishedFields(file, 'ResponseCreateParams.StreamOptions'),
  reasoning: publishedFields('shared', 'Reasoning'),
  text: publishedFields(file, 'ResponseTextConfig'),
  'text.format': publishedFields(file, 'ResponseFormatTextJSONSchemaConfig'),
  'tools.function': publishedFields(file, 'FunctionTool'),
  tool_choice: [...publishedFields(file, 'ToolChoiceAllowed'), ...publishedFields(file, 'ToolChoiceFunction')],
  'input.message': [
    ...publishedFields(file, 'EasyInputMessage'),
    ...publishedFields(file, 'ResponseInputItem.Message'),
    ...publishedFields(file, 'ResponseOutputMessage'),
  ],
  'input.function_call': publishedFields(file, 'ResponseFunctionToolCall'),
  'input.function_call_output': publishedFields(file, 'ResponseInputItem.FunctionCallOutput'),
  'input.reasoning': publishedFields(file, 'ResponseReasoningItem'),
  'input.compaction': publishedFields(file, 'ResponseCompactionItemParam'),
  'input.item_reference': publishedFields(file, 'ResponseInputItem.ItemReference'),
  'content.input_text': publishedFields(file, 'ResponseInputText'),
  'content.input_image': publishedFields(file, 'ResponseInputImage'),
  'content.input_file': publishedFields(file, 'ResponseInputFile'),
  'content.output_text': publishedFields(file, 'ResponseOutputText'),
  'content.refusal': publishedFields(file, 'ResponseOutputRefusal'),
  conversation: publishedFields(file, 'ResponseConversationParam'),
};

let gateway: TestGateway;

const probes: ResponseProbes = {
  earlier: async () => {
    gateway.upstream.reset();
    gateway.upstream.script(text('the heron it is'));
    const { body } = await postResponse(gateway, { input: 'remember the heron' });
    return { responseId: body.id, itemId: body.output[0].id };
  },
  statusOf: async (id) => (await askResponse(gateway, 'get', id)).status,
};
const fieldCases = responsesFieldCases(probes);
const nestedCases = responsesNestedCases(probes);
const cases = { ...fieldCases, ...nestedCases };

describe('fields of responses', () => {
  it('B9: each that OpenAI or Open Responses publishes has a case and a row, and no other has', () => {
    const published = [
      ...publishedFields(file, 'ResponseCreateParamsBase'),
      ...openResponsesFields('CreateResponseBody'),
      // Sent by clients of either, and published by none.
      'stop',
      'client_metadata',
    ];
    expect(Object.keys(fieldCases).sort()).toEqual([...new Set(published)].sort());
    expect([...rows.keys()].sort()).toEqual(Object.keys(cases).sort());
  });

  it.each(Object.entries(kinds))('B9: so has each within %s', (kind, published) => {
    const named = Object.keys(nestedCases).filter((name) => name.replace(/[.][^.]+$/, '') === kind);
    expect(named.sort()).toEqual([...new Set(published)].map((field) => `${kind}.${field}`).sort());
  });

  it.each(Object.entries(cases))('B9: the row of %s says what the case shows', (name, shown) => {
    expectRow(name, shown, rows.get(name));
  });
});

describe.each<Compat>(['warn', 'strict', 'lenient'])('fields of responses with gateway.http.compat %s', (compat) => {
  beforeAll(async () => {
    gateway = await TestGateway.start({ gateway: servingResponses({}, { compat }) });
  });
  afterAll(() => gateway.close());

  /** The answers are not checked against the schemas, which contradict each other about `text.format`. */
  const send = async (fields: Record<string, unknown>) =>
    request(gateway.url)
      .post('/v1/responses')
      .set('authorization', `Bearer ${testToken}`)
      .send({ input: 'hi', ...fields });

  it.each(Object.entries(cases))('B9: %s has the effect that is documented', (_name, shown) =>
    expectCase(gateway, send, shown, compat),
  );

  it.each([
    ['tools.web_search', { tools: [{ type: 'web_search' }] }],
    ['tools.function.unheard_of', { tools: [{ type: 'function', name: 'f', unheard_of: 1 }] }],
    ['text.unheard_of', { text: { unheard_of: 1 } }],
    ['reasoning.unheard_of', { reasoning: { unheard_of: 1 } }],
    ['unheard_of', { unheard_of: 1 }],
  ])('B9: %s, which nobody publishes, is ignored', (ignored, fields) =>
    expectCase(gateway, send, { send: fields, ignored }, compat),
  );

  it('B9: log probabilities are refused, since they would be missed', () =>
    expectCase(
      gateway,
      send,
      { send: { include: ['message.output_text.logprobs'] }, refused: ['include[0]', 'unsupported_value'] },
      compat,
    ));
});

function openResponsesFields(schema: string): string[] {
  const path = new URL('../fixtures/openresponses-schemas.json', import.meta.url);
  const { $defs }: { $defs: Record<string, { properties?: object }> } = JSON.parse(readFileSync(path, 'utf8'));
  return Object.keys($defs[schema]?.properties ?? {});
}
