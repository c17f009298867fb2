import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, OpenAIChatCompletionsModel, type RunStreamEvent, Runner, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { testToken } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { TestGateway } from '../support/test-gateway.js';
import { ValidatingFetch } from '../support/validating-fetch.js';

const observed = new ValidatingFetch();
// Traces would be sent to OpenAI.
const runner = new Runner({ tracingDisabled: true });
const question = 'How is the weather in Oslo and Bergen?';

let gateway: TestGateway;
let openai: OpenAI;
/** The places that the tool was asked for, in order. */
let asked: string[];

const weather = tool({
  name: 'weather',
  description: 'The weather of a place',
  parameters: z.object({ place: z.string() }),
  execute: ({ place }) => {
    asked.push(place);
    return `rain in ${place}`;
  },
});

function model(name = 'openclaw'): OpenAIChatCompletionsModel {
  return new OpenAIChatCompletionsModel(openai, name);
}

function forecaster(): Agent {
  return new Agent({ name: 'Forecaster', instructions: 'You tell the weather.', model: model(), tools: [weather] });
}

function weatherCall(place: string, id: string) {
  return { id, name: 'weather', arguments: { place } };
}

/** Two parallel calls after one of the agent's own, one more beside one of the agent's own, then the answer. */
function scriptRounds(): void {
  gateway.upstream.script(
    toolCall('session_status', {}, 'own_1'),
    toolCalls([weatherCall('Oslo', 'call_0'), weatherCall('Bergen 🌧', 'call_1')], 'Let me look.'),
    toolCalls([weatherCall('Tromsø', 'call_2'), { id: 'own_2', name: 'session_status', arguments: {} }]),
    text('Rain everywhere.'),
  );
}

function expectRounds(): void {
  expect(asked).toEqual(['Oslo', 'Bergen 🌧', 'Tromsø']);
  const { requests, lastRequest } = gateway.upstream;
  expect(requests).toHaveLength(4);
  expect(lastRequest.systemText).toContain('You tell the weather.');
  expect(lastRequest.raw).not.toContain('own_');
  const results = lastRequest.body.messages.filter(({ role }) => role === 'tool');
  expect(results).toMatchObject([
    { tool_call_id: 'call_0', content: expect.stringContaining('rain in Oslo') },
    { tool_call_id: 'call_1', content: expect.stringContaining('rain in Bergen 🌧') },
    { tool_call_id: 'call_2', content: expect.stringContaining('rain in Tromsø') },
  ]);
}

beforeAll(async () => {
  gateway = await TestGateway.start();
  openai = new OpenAI({ apiKey: testToken, baseURL: `${gateway.url}/v1`, fetch: observed.fetch, maxRetries: 0 });
});

beforeEach(() => {
  asked = [];
});

afterEach(() => {
  gateway.upstream.reset();
  observed.expectAllValid();
});

afterAll(() => gateway.close());

describe('@openai/agents over chat completions', () => {
  it('I3: a run goes through rounds of parallel calls, and never sees what the agent does in between', async () => {
    scriptRounds();
    const result = await runner.run(forecaster(), question);
    expect(result.finalOutput).toBe('Rain everywhere.');
    expect(result.state.usage.totalTokens).toBe(4 * 15);
    expectRounds();
  });

  it('I3: so does a streamed run, whose text arrives in pieces', async () => {
    scriptRounds();
    const result = await runner.run(forecaster(), question, { stream: true });
    const events = await readAll<RunStreamEvent>(result);
    await result.completed;
    expect(result.finalOutput).toBe('Rain everywhere.');
    const deltas = events.flatMap((event) =>
      event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta' ? [event.data.delta] : [],
    );
    expect(deltas.join('')).toBe('Let me look.Rain everywhere.');
    const steps = events.flatMap((event) => (event.type === 'run_item_stream_event' ? [event.name] : []));
    expect(steps.filter((name) => name === 'tool_called')).toHaveLength(3);
    expect(steps.filter((name) => name === 'tool_output')).toHaveLength(3);
    expectRounds();
  });

  it('I3: arguments that do not fit its schema come back to the model, which corrects itself', async () => {
    gateway.upstream.script(
      toolCall('weather', { town: 'Oslo' }, 'call_wrong'),
      toolCall('weather', { place: 'Oslo' }, 'call_right'),
      text('Rain.'),
    );
    expect((await runner.run(forecaster(), question)).finalOutput).toBe('Rain.');
    expect(asked).toEqual(['Oslo']);
    expect(gateway.upstream.requests[1].body.messages.at(-1)).toMatchObject({
      role: 'tool',
      tool_call_id: 'call_wrong',
      content: expect.stringMatching(/^An error occurred/),
    });
  });

  it('I3: a handoff is a call like any other, and can lead to another agent of the gateway', async () => {
    const clerk = new Agent({ name: 'Clerk', instructions: 'You open doors.', model: model('openclaw:front-desk') });
    const triage = Agent.create({ name: 'Triage', instructions: 'You pass on.', model: model(), handoffs: [clerk] });
    gateway.upstream.script(toolCall('transfer_to_Clerk', {}, 'call_handoff'), text('It is open.'));
    const result = await runner.run(triage, 'Open the door');
    expect(result.finalOutput).toBe('It is open.');
    expect(result.lastAgent?.name).toBe('Clerk');
    const [first, second] = gateway.upstream.requests;
    expect(first.systemText).not.toContain('Runtime: public-facing agent');
    expect(second.systemText).toContain('Runtime: public-facing agent');
    expect(second.body.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_handoff' });
  });

  it('I4: outputType asks for its JSON schema, after the tools have run', async () => {
    const agent = new Agent({
      name: 'Forecaster',
      model: model(),
      tools: [weather],
      outputType: z.object({ place: z.string(), wet: z.boolean() }),
    });
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }), text('{"place":"Oslo","wet":true}'));
    expect((await runner.run(agent, question)).finalOutput).toEqual({ place: 'Oslo', wet: true });
    expect(gateway.upstream.lastRequest.body['response_format']).toMatchObject({ type: 'json_schema' });
  });

  it('I3: tool_choice none of its settings withholds the client’s tools', async () => {
    gateway.upstream.script(text('I cannot look.'));
    const agent = forecaster().clone({ modelSettings: { toolChoice: 'none' } });
    expect((await runner.run(agent, question)).finalOutput).toBe('I cannot look.');
    expect(gateway.upstream.lastRequest.body.tools?.map((each) => each.function.name)).not.toContain('weather');
  });
});
