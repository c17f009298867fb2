import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, OpenAIResponsesWSModel, type RunStreamEvent, Runner, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { testToken } from '../support/create-test-app.js';
import { chunks, status, text, toolCall } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

// Traces would be sent to OpenAI.
const runner = new Runner({ tracingDisabled: true });
const weather = tool({
  name: 'weather',
  description: 'The weather of a place',
  parameters: z.object({ place: z.string() }),
  execute: ({ place }) => `rain in ${place}`,
});

let gateway: TestGateway;
let model: OpenAIResponsesWSModel;
let sut: Agent;

function connect(apiKey = testToken): OpenAIResponsesWSModel {
  return new OpenAIResponsesWSModel(new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 }), 'openclaw');
}

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
});

beforeEach(() => {
  model = connect();
  sut = new Agent({ name: 'Forecaster', instructions: 'You tell the weather.', model, tools: [weather] });
});

afterEach(async () => {
  await model.close();
  gateway.upstream.reset();
});

afterAll(() => gateway.close());

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);
const connections = () => gateway.logLines.filter((line) => line.includes('"msg":"connected"')).length;

describe('@openai/agents over a WebSocket of responses', () => {
  it.each([false, true])('I3: a run with a tool goes through on one connection (stream: %s)', async (stream) => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_0'), chunks(['Rain ', 'in Oslo.']));
    const before = connections();
    const result = stream ? await runner.run(sut, 'Weather?', { stream: true }) : await runner.run(sut, 'Weather?');
    if ('completed' in result) await result.completed;
    expect(result.finalOutput).toBe('Rain in Oslo.');
    expect(sent()).toMatchObject([
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', tool_calls: [{ id: 'call_0' }] },
      { role: 'tool', tool_call_id: 'call_0', content: expect.stringContaining('rain in Oslo') },
    ]);
    expect(connections() - before).toBe(1);
  });

  it('B9: a field without effect, named in the first event, is no trouble', async () => {
    gateway.upstream.script(text('Rain.'));
    const eager = sut.clone({ modelSettings: { providerData: { unheard_of: 1 } } });
    expect((await runner.run(eager, 'Weather?')).finalOutput).toBe('Rain.');
    expect(gateway.logLines.join('')).toContain('"fields":["unheard_of"]');
  });

  it('J3: text arrives in pieces', async () => {
    gateway.upstream.script(chunks(['Good ', 'morning ☀️']));
    const result = await runner.run(sut, 'hi', { stream: true });
    const received = await readAll<RunStreamEvent>(result);
    const deltas = received.flatMap((event) =>
      event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta' ? [event.data.delta] : [],
    );
    expect(deltas).toEqual(['Good ', 'morning ☀️']);
  });

  it('previousResponseId: within a run only what is new is sent, and nothing needs to be stored', async () => {
    gateway.upstream.script(text('Hello Alice!'), text('Alice.'));
    const brief = sut.clone({ modelSettings: { store: false } });
    const { lastResponseId } = await runner.run(brief, 'My name is Alice.');
    const next = await runner.run(brief, 'What is my name?', { previousResponseId: String(lastResponseId) });
    expect(next.finalOutput).toBe('Alice.');
    expect(sent().map(({ content }) => content)).toEqual(['My name is Alice.', 'Hello Alice!', 'What is my name?']);
  });

  it('K2: a failing provider ends the run, a wrong key the connection', async () => {
    gateway.upstream.script(status(500, { message: 'the model is on fire' }), text('back again'));
    await expect(runner.run(sut, 'hi')).rejects.toThrow(/unsuccessful/);
    expect((await runner.run(sut, 'hi')).finalOutput).toBe('back again');
    const refused = connect('wrong');
    await expect(runner.run(sut.clone({ model: refused }), 'hi')).rejects.toThrow();
    await refused.close();
    expect(gateway.upstream.requests).toHaveLength(2);
  });
});
