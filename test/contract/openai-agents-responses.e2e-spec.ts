import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Agent, OpenAIResponsesModel, type RunStreamEvent, Runner, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import { testToken } from '../support/create-test-app.js';
import { events, status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { readAll } from '../support/read-all.js';
import { servingResponses } from '../support/response-request.js';
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

function model(name = 'openclaw'): OpenAIResponsesModel {
  return new OpenAIResponsesModel(openai, name);
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
  const results = lastRequest.body.messages.filter(({ role }) => role === 'tool');
  expect(results).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ tool_call_id: 'call_0', content: expect.stringContaining('rain in Oslo') }),
      expect.objectContaining({ tool_call_id: 'call_1', content: expect.stringContaining('rain in Bergen 🌧') }),
      expect.objectContaining({ tool_call_id: 'call_2', content: expect.stringContaining('rain in Tromsø') }),
    ]),
  );
}

/** What was sent to the model after the agent's own prompt. */
const sent = () => gateway.upstream.lastRequest.body.messages.slice(1);

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: servingResponses() });
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

describe('@openai/agents over responses', () => {
  it('I3: a run goes through rounds of parallel calls, and never sees what the agent does in between', async () => {
    scriptRounds();
    const result = await runner.run(forecaster(), question);
    expect(result.finalOutput).toBe('Rain everywhere.');
    expect(result.state.usage.totalTokens).toBe(4 * 15);
    expect(JSON.stringify(result.history)).not.toContain('own_');
    expectRounds();
  });

  it('I3: so does a streamed run, whose text arrives in pieces', async () => {
    scriptRounds();
    const result = await runner.run(forecaster(), question, { stream: true });
    const received = await readAll<RunStreamEvent>(result);
    await result.completed;
    expect(result.finalOutput).toBe('Rain everywhere.');
    const deltas = received.flatMap((event) =>
      event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta' ? [event.data.delta] : [],
    );
    expect(deltas.join('')).toBe('Let me look.Rain everywhere.');
    const steps = received.flatMap((event) => (event.type === 'run_item_stream_event' ? [event.name] : []));
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
    // The one place where the schemas of OpenAI and Open Responses exclude each other: the answers have OpenAI's form.
    const faults = observed.faults.splice(0);
    expect(faults).toHaveLength(2);
    for (const fault of faults) expect(fault).toMatch(/Not a ResponseResource of openresponses: .*schema/);
  });

  it('I3: tool_choice none of its settings withholds the client’s tools', async () => {
    gateway.upstream.script(text('I cannot look.'));
    const agent = forecaster().clone({ modelSettings: { toolChoice: 'none' } });
    expect((await runner.run(agent, question)).finalOutput).toBe('I cannot look.');
    expect(gateway.upstream.lastRequest.body.tools?.map((each) => each.function.name)).not.toContain('weather');
  });

  it('reasoning is told as an item of its own, and can be sent back', async () => {
    const delta = (fields: object, finish_reason: string | null = null) => ({
      choices: [{ index: 0, delta: fields, finish_reason }],
    });
    gateway.upstream.script(
      events(delta({ reasoning_content: 'hm' }), delta({ content: 'So.' }, 'stop'), '[DONE]'),
      text('Then.'),
    );
    const agent = forecaster().clone({ modelSettings: { reasoning: { effort: 'high', summary: 'auto' } } });
    const first = await runner.run(agent, 'Think.');
    expect(first.newItems.map(({ type }) => type)).toEqual(['reasoning_item', 'message_output_item']);
    const second = await runner.run(agent, [...first.history, { role: 'user', content: 'And?' }]);
    expect(second.finalOutput).toBe('Then.');
    expect(sent()).toMatchObject([{ content: 'Think.' }, { content: 'So.' }, { content: 'And?' }]);
  });

  it('an image reaches the model', async () => {
    const image = 'data:image/png;base64,iVBORw0KGgo=';
    const content = [
      { type: 'input_text' as const, text: 'What is this?' },
      { type: 'input_image' as const, image },
    ];
    await runner.run(forecaster(), [{ role: 'user', content }]);
    expect(sent()).toMatchObject([
      { role: 'user', content: [{ type: 'text' }, { type: 'image_url', image_url: { url: image } }] },
    ]);
  });
});

describe('@openai/agents over responses: state', () => {
  it('previousResponseId: a run goes on after the last response, and within it only what is new is sent', async () => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_0'), text('Rain.'), text('In Oslo.'));
    const opening = await runner.run(forecaster(), 'Weather?');
    const { lastResponseId: previousResponseId } = opening;
    expect(previousResponseId).toMatch(/^resp_/);
    const next = await runner.run(forecaster(), 'Where?', { previousResponseId: String(previousResponseId) });
    expect(next.finalOutput).toBe('In Oslo.');
    expect(sent().map(({ role }) => role)).toEqual(expect.arrayContaining(['user', 'assistant', 'tool']));
    expect(sent()).toMatchObject([
      { role: 'user', content: 'Weather?' },
      { role: 'assistant', tool_calls: [{ id: 'call_0' }] },
      { role: 'tool', tool_call_id: 'call_0' },
      { role: 'assistant', content: 'Rain.' },
      { role: 'user', content: 'Where?' },
    ]);
  });

  it.each([false, true])('conversationId: rounds of calls are one conversation (stream: %s)', async (stream) => {
    gateway.upstream.script(toolCall('weather', { place: 'Oslo' }, 'call_0'), text('Rain.'), text('In Oslo.'));
    const conversationId = `conv_agents_${String(stream)}`;
    const run = async (input: string): Promise<unknown> => {
      if (!stream) return (await runner.run(forecaster(), input, { conversationId })).finalOutput;
      const result = await runner.run(forecaster(), input, { conversationId, stream });
      await result.completed;
      return result.finalOutput;
    };
    expect(await run('Weather?')).toBe('Rain.');
    expect(await run('Where?')).toBe('In Oslo.');
    expect(sent().map(({ role, content }) => (role === 'user' ? content : role))).toEqual([
      'Weather?',
      'assistant',
      'tool',
      'assistant',
      'Where?',
    ]);
    expect(asked).toEqual(['Oslo']);
  });
});

describe('@openai/agents over responses: failures', () => {
  it('K2: an unknown agent and a failing provider end the run with their status', async () => {
    const lost = new Agent({ name: 'Lost', model: model('openclaw:nobody') });
    await expect(runner.run(lost, 'hi')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    gateway.upstream.script(status(500));
    await expect(runner.run(forecaster(), 'hi')).rejects.toMatchObject({ status: 502, code: 'upstream_error' });
  });

  it('J5: an aborted run closes the upstream', async () => {
    const manual = gateway.upstream.manual();
    const controller = new AbortController();
    const result = await runner.run(forecaster(), 'hi', { stream: true, signal: controller.signal });
    const exchange = await manual;
    await exchange.delta({ content: 'first' });
    for await (const event of result as AsyncIterable<RunStreamEvent>) {
      if (event.type === 'raw_model_stream_event' && event.data.type === 'output_text_delta') controller.abort();
    }
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
  });
});
