import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { type Tool, Tools } from '../../src/tools/tool.port.js';
import { ClientPatience } from '../support/client-patience.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { cutAfter, gate, hang, refuse, status, text, toolCall } from '../support/fake-answers.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { fakeTool } from '../support/tool-factory.js';

type Create = (sut: OpenAI, options?: OpenAI.RequestOptions) => Promise<{ said: string; runId: string | null }>;

const chat: Create = async (sut, options) => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const { data, response } = await sut.chat.completions.create({ model: 'openclaw', messages }, options).withResponse();
  return { said: data.choices[0]?.message.content ?? '', runId: response.headers.get('x-openclaw-run-id') };
};
const responses: Create = async (sut, options) => {
  const { data, response } = await sut.responses.create({ model: 'openclaw', input: 'hi' }, options).withResponse();
  return { said: data.output_text, runId: response.headers.get('x-openclaw-run-id') };
};

let write: ReturnType<typeof fakeTool>;
let gateway: TestGateway;
let proxy: FaultProxy;
let sut: OpenAI;

beforeEach(async () => {
  write = fakeTool('write', { sideEffects: true });
  const tools: Tool[] = [write, fakeTool('look')];
  gateway = await TestGateway.start({
    gateway: servingResponses(),
    override: (builder) => builder.overrideProvider(Tools).useValue(tools),
  });
  proxy = await FaultProxy.start(gateway.port);
  sut = new OpenAI({ apiKey: testToken, baseURL: `${proxy.url}/v1` });
});

afterEach(async () => {
  await proxy.close();
  await gateway.close();
});

async function failure(call: Promise<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof OpenAI.APIError) return error;
  throw new Error('Expected an APIError.', { cause: error });
}

/** The tools that a run called, by what the gateway tells of it. */
async function toolsOf(run: string): Promise<unknown[]> {
  const headers = { authorization: `Bearer ${testToken}` };
  const answer = await fetch(`${gateway.url}/v1/runs/${run}/events`, { headers });
  const events = [...(await answer.text()).matchAll(/^event: tool-start\ndata: (.*)$/gm)];
  return events.map(([, json = '{}']) => (JSON.parse(json) as { name?: unknown }).name);
}

/** Lets the run of the first call come as far as its second question to the model. */
async function secondQuestion(): Promise<void> {
  await eventually(() => gateway.upstream.requests.length === 2);
}

describe.each([
  ['chat.completions.create', chat],
  ['responses.create', responses],
])('K4: the openai package with its own retries, %s', (_name, create) => {
  it.each([
    ['status 500', status(500)],
    ['status 429', status(429)],
    ['a refused connection', refuse()],
    ['a cut in the middle', cutAfter(2)],
  ])('a tool that changes something runs once where the provider fails after it: %s', async (_fault, fault) => {
    gateway.upstream.script(toolCall('write', {}), fault);
    const error = await failure(create(sut));
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect([write.calls.length, gateway.upstream.requests.length]).toEqual([1, 2]);
  });

  it('it runs once where the connection breaks after it, and the client is told to look', async () => {
    gateway.upstream.script(toolCall('write', {}), hang());
    const call = failure(create(sut));
    await secondQuestion();
    proxy.cut();
    const error = await call;
    expect(error).toBeInstanceOf(OpenAI.ConflictError);
    expect(error).toMatchObject({ code: 'run_interrupted', type: 'server_error' });
    expect(await toolsOf(error.headers?.get('x-openclaw-run-id') ?? '')).toEqual(['write']);
    expect(write.calls).toHaveLength(1);
  });

  it('it runs once where the client gives up waiting', async () => {
    gateway.upstream.script(toolCall('write', {}), hang());
    const patience = new ClientPatience();
    const call = failure(create(sut, { timeout: patience.milliseconds }));
    await secondQuestion();
    patience.end();
    expect(await call).toMatchObject({ status: 409, code: 'run_interrupted' });
    expect(write.calls).toHaveLength(1);
  });

  it('it runs once where the answer gets lost on its way, and the answer is given again', async () => {
    gateway.upstream.script(toolCall('write', {}), text('written'));
    proxy.swallowNextAnswer();
    const { said, runId } = await create(sut);
    expect([said, write.calls.length, gateway.upstream.requests.length]).toEqual(['written', 1, 2]);
    expect(runId).toMatch(/^run_/);
  });

  it('a run that changed nothing begins anew', async () => {
    gateway.upstream.script(toolCall('look', {}), hang(), text('anew'));
    const call = create(sut);
    await secondQuestion();
    proxy.cut();
    expect((await call).said).toBe('anew');
    expect(gateway.upstream.requests).toHaveLength(3);
  });

  it('a run that goes on without its client answers the retry', async () => {
    const door = gate();
    gateway.upstream.script(toolCall('write', {}), async (exchange) => {
      await door.opened;
      await text('written')(exchange);
    });
    const headers = { 'x-openclaw-on-disconnect': 'continue' };
    const call = create(sut, { headers });
    await secondQuestion();
    proxy.cut();
    await eventually(() => gateway.logLines.some((line) => line.includes('"clientLeft":true')));
    door.open();
    expect((await call).said).toBe('written');
    expect([write.calls.length, gateway.upstream.requests.length]).toEqual([1, 2]);
  });

  it('the same call at another time does its own work', async () => {
    gateway.upstream.script(toolCall('write', {}), text('one'), toolCall('write', {}), text('two'));
    const [first, second] = [await create(sut), await create(sut)];
    expect([first.said, second.said, write.calls.length]).toEqual(['one', 'two', 2]);
    expect(second.runId).not.toBe(first.runId);
  });

  it('of two equal calls at the same time each has its own run, also where one is tried again', async () => {
    const door = gate();
    gateway.upstream.script(toolCall('write', {}), async (exchange) => {
      await door.opened;
      await text('slow')(exchange);
    });
    const slow = create(sut);
    await secondQuestion();
    gateway.upstream.script(status(500), toolCall('write', {}), text('retried'));
    const retried = await create(sut);
    door.open();
    expect([retried.said, (await slow).said]).toEqual(['retried', 'slow']);
    expect(write.calls).toHaveLength(2);
  });

  it('with a key of its own, a retry hears the answer of the first try', async () => {
    const door = gate();
    gateway.upstream.script(toolCall('write', {}), async (exchange) => {
      await door.opened;
      await text('written')(exchange);
    });
    const headers = { 'Idempotency-Key': 'job-1' };
    const call = create(sut, { headers });
    await secondQuestion();
    proxy.cut();
    door.open();
    expect((await call).said).toBe('written');
    expect([write.calls.length, gateway.upstream.requests.length]).toEqual([1, 2]);
  });
});
