import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AiSdkHarness, type TestedApi, collect, requestFor } from '../../../test/support/ai-sdk-harness.js';
import { eventStream, recording } from '../../../test/support/recorded-upstream.js';

const weather = {
  name: 'weather',
  description: 'The weather of a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } } },
};

describe('previewBody', () => {
  let harness: AiSdkHarness;

  beforeEach(async () => {
    harness = await AiSdkHarness.start();
  });

  afterEach(() => harness.upstream.close());

  it.each<[TestedApi, string]>([
    ['anthropic-messages', 'anthropic'],
    ['google-generative-ai', 'google'],
  ])('equals what %s is sent, and sends nothing', async (api, folder) => {
    const sut = harness.create(api);
    const request = requestFor(api, { tools: [weather], toolChoice: { type: 'auto' }, options: { temperature: 0.5 } });
    const previewed = await sut.preview(request);
    expect(harness.upstream.requests).toEqual([]);
    harness.upstream.script(eventStream(recording(`${folder}/text.sse`)));
    await collect(sut, request);
    expect(previewed).toEqual(harness.upstream.requests[0]?.body);
    expect(JSON.stringify(previewed)).toContain('weather');
  });
});
