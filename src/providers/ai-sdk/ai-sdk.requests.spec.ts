import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { RecordedUpstream, eventStream, recording } from '../../../test/support/recorded-upstream.js';
import type { ReceivedRequest } from '../../../test/support/recorded-upstream.js';
import { RandomIds } from '../../common/random-ids.js';
import { ProviderConfig } from '../../config/models.config.js';
import type { ModelRequest } from '../provider.port.js';
import { AiSdkProvider } from './ai-sdk.provider.js';

const png = 'iVBORw0KGgo=';
const pdf = 'JVBERi0xLjQ=';
const weather = {
  name: 'weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
/** Every option there is; some are unknown to each API. */
const allOptions = {
  maxOutputTokens: 100,
  temperature: 0.5,
  frequencyPenalty: 0.1,
  presencePenalty: 0.2,
  seed: 7,
  stop: ['END'],
  logitBias: { '50256': -100 },
  verbosity: 'low',
  serviceTier: 'default',
  promptCacheKey: 'k',
};

const conversation: ModelRequest['messages'] = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'what is this?' },
      { type: 'image', mediaType: 'image/png', data: png },
      { type: 'file', mediaType: 'application/pdf', data: pdf, filename: 'paper.pdf' },
    ],
  },
  { role: 'assistant', text: 'Looking.', toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Ulm"}' }] },
  { role: 'tool', callId: 'call_1', content: [{ type: 'text', text: 'rain' }] },
  { role: 'user', content: [{ type: 'text', text: 'and now?' }] },
];

describe('requests as they reach the provider', () => {
  let upstream: RecordedUpstream;

  beforeEach(async () => {
    upstream = await RecordedUpstream.start();
  });

  afterEach(() => upstream.close());

  async function send(
    api: 'anthropic-messages' | 'google-generative-ai',
    overrides: Partial<ModelRequest>,
  ): Promise<ReceivedRequest> {
    const folder = api === 'anthropic-messages' ? 'anthropic' : 'google';
    upstream.script(eventStream(recording(`${folder}/text.sse`)));
    const config = Object.assign(new ProviderConfig(), {
      api,
      baseUrl: `${upstream.url}/v1`,
      apiKey: 'not-a-real-key',
    });
    const sut = new AiSdkProvider(config, { clock: new FakeClock(), ids: new RandomIds() });
    const model = folder === 'anthropic' ? 'claude-sonnet-4-5' : 'gemini-2.5-flash';
    const request = { model, system: 'Be brief.', messages: conversation, tools: [weather], options: {}, ...overrides };
    const events = [];
    for await (const batch of sut.stream(request, new AbortController().signal)) events.push(...batch);
    expect(events.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
    const received = upstream.requests.at(-1);
    if (!received) throw new Error('nothing was received');
    return received;
  }

  describe('anthropic-messages', () => {
    it('B6, B7: carries system text, roles, image, document, call and result', async () => {
      const { path, headers, body } = await send('anthropic-messages', {});

      expect(path).toBe('/v1/messages');
      expect(headers).toMatchObject({ 'x-api-key': 'not-a-real-key', 'anthropic-version': '2023-06-01' });
      expect(body).toMatchObject({
        model: 'claude-sonnet-4-5',
        stream: true,
        system: [{ type: 'text', text: 'Be brief.' }],
      });
      expect(body.messages).toMatchObject([
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is this?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
            {
              type: 'document',
              source: { type: 'base64', media_type: 'application/pdf', data: pdf },
              title: 'paper.pdf',
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'Looking.' },
            { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Ulm' } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: 'rain' },
            { type: 'text', text: 'and now?' },
          ],
        },
      ]);
      expect(body.tools).toMatchObject([{ name: 'weather', input_schema: weather.parameters }]);
    });

    it.each([
      [{ type: 'auto' }, { type: 'auto' }],
      [{ type: 'required' }, { type: 'any' }],
      [
        { type: 'tool', name: 'weather' },
        { type: 'tool', name: 'weather' },
      ],
    ] as const)('I3: sends the tool choice %j', async (toolChoice, expected) => {
      const { body } = await send('anthropic-messages', { toolChoice, parallelToolCalls: false });

      expect(body.tool_choice).toEqual({ ...expected, disable_parallel_tool_use: true });
    });

    it('B10: sends the options that Anthropic has, and no other breaks the call', async () => {
      const { body } = await send('anthropic-messages', { options: allOptions });

      expect(body).toMatchObject({
        max_tokens: 100,
        temperature: 0.5,
        stop_sequences: ['END'],
        service_tier: 'standard_only',
      });
    });

    it('sends a reasoning effort, and ignores one that it does not know', async () => {
      const high = await send('anthropic-messages', { options: { reasoningEffort: 'high' } });
      const odd = await send('anthropic-messages', { options: { reasoningEffort: 'heroic' } });

      expect(high.body.thinking).toMatchObject({ type: 'enabled' });
      expect(odd.body).not.toHaveProperty('thinking');
    });

    it('I4: sends a schema as the output format, and asks for JSON in words where there is no schema', async () => {
      const withSchema = await send('anthropic-messages', {
        responseFormat: { type: 'json_schema', name: 'answer', schema },
      });
      const without = await send('anthropic-messages', { responseFormat: { type: 'json_object' } });

      expect(withSchema.body.output_config.format).toMatchObject({ type: 'json_schema', schema });
      expect(without.body.system[0].text).toMatch(/^Be brief\.\n\n.*JSON object/);
    });
  });

  describe('google-generative-ai', () => {
    it('asks for thoughts where a summary of the reasoning is wanted', async () => {
      const { body } = await send('google-generative-ai', { options: { reasoningSummary: 'auto' } });
      expect(body.generationConfig).toMatchObject({ thinkingConfig: { includeThoughts: true } });
      const without = await send('google-generative-ai', {});
      expect(without.body.generationConfig).not.toHaveProperty('thinkingConfig');
    });

    it('B6, B7: carries system text, roles, image, document, call and result', async () => {
      const { path, headers, body } = await send('google-generative-ai', {});

      expect(path).toBe('/v1/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
      expect(headers).toMatchObject({ 'x-goog-api-key': 'not-a-real-key' });
      expect(body.systemInstruction).toEqual({ parts: [{ text: 'Be brief.' }] });
      expect(body.contents).toMatchObject([
        {
          role: 'user',
          parts: [
            { text: 'what is this?' },
            { inlineData: { mimeType: 'image/png', data: png } },
            { inlineData: { mimeType: 'application/pdf', data: pdf } },
          ],
        },
        { role: 'model', parts: [{ text: 'Looking.' }, { functionCall: { name: 'weather', args: { city: 'Ulm' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { content: 'rain' } } }] },
        { role: 'user', parts: [{ text: 'and now?' }] },
      ]);
      expect(body.tools[0].functionDeclarations).toMatchObject([{ name: 'weather' }]);
    });

    it.each([
      [{ type: 'auto' }, { mode: 'AUTO' }],
      [{ type: 'none' }, { mode: 'NONE' }],
      [{ type: 'required' }, { mode: 'ANY' }],
      [
        { type: 'tool', name: 'weather' },
        { mode: 'ANY', allowedFunctionNames: ['weather'] },
      ],
    ] as const)('I3: sends the tool choice %j', async (toolChoice, expected) => {
      const { body } = await send('google-generative-ai', { toolChoice, parallelToolCalls: false });

      expect(body.toolConfig.functionCallingConfig).toEqual(expected);
    });

    it('B10: sends the options that Google has, and no other breaks the call', async () => {
      const { body } = await send('google-generative-ai', { options: { ...allOptions, topP: 0.9 } });

      expect(body.generationConfig).toMatchObject({
        maxOutputTokens: 100,
        temperature: 0.5,
        topP: 0.9,
        seed: 7,
        stopSequences: ['END'],
      });
    });

    it('I4: sends the response format', async () => {
      const withSchema = await send('google-generative-ai', {
        tools: [],
        responseFormat: { type: 'json_schema', name: 'answer', schema },
      });
      const without = await send('google-generative-ai', { tools: [], responseFormat: { type: 'json_object' } });
      const withTools = await send('google-generative-ai', { responseFormat: { type: 'json_object' } });

      expect(withSchema.body.generationConfig).toMatchObject({ responseMimeType: 'application/json' });
      expect(withSchema.body.generationConfig.responseJsonSchema).toMatchObject({ properties: schema.properties });
      expect(without.body.generationConfig).toEqual({ responseMimeType: 'application/json' });
      expect(withTools.body.systemInstruction.parts[0].text).toMatch(/JSON object/);
    });
  });
});
