import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI, { APIError } from 'openai';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { baseConfig, testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { hang, text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { FaultProxy } from '../support/fault-proxy.js';
import { GatewayProcess } from '../support/gateway-process.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const directories = temporaryDirectory();
const work = toolCall('exec', { command: 'echo done >> work' });

let upstream: FakeUpstream;
let workspace: string;
let gateway: GatewayProcess;
let proxy: FaultProxy;
let sut: OpenAI;

beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
beforeEach(async () => {
  workspace = mkdtempSync(join(directories, 'workspace-'));
  gateway = await start();
  proxy = await FaultProxy.start(gateway.port);
  sut = new OpenAI({ apiKey: testToken, baseURL: `${proxy.url}/v1` });
});
afterEach(async () => {
  await proxy.close();
  await GatewayProcess.killAll();
  upstream.reset();
});
afterAll(() => upstream.close());

function start(stateDir?: string): Promise<GatewayProcess> {
  const config = {
    gateway: { ...baseConfig.gateway, ...servingResponses() },
    models: { providers: { fake: { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 0 } } },
    agents: { defaults: { model: 'fake/model', workspace, tools: { profile: 'full' } } },
    tools: { exec: { sandbox: 'off' } },
  };
  return GatewayProcess.start({ config, ...(stateDir === undefined ? {} : { stateDir }) });
}

/** As an operator's supervisor does it: the process is gone at once, and another one comes up on the same state. */
async function killAndStartAgain(): Promise<void> {
  const restarted = gateway.exit.then(async () => (gateway = await start(gateway.stateDir)));
  proxy.aim(restarted.then(({ port }) => port));
  await gateway.kill();
  await restarted;
}

function timesDone(): number {
  return readFileSync(join(workspace, 'work'), 'utf8').split('\n').length - 1;
}

type Create = (options?: OpenAI.RequestOptions) => Promise<string | null | undefined>;

const chat: Create = async (options) => {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  const { choices } = await sut.chat.completions.create({ model: 'openclaw', messages }, options);
  return choices[0]?.message.content;
};
const responses: Create = async (options) =>
  (await sut.responses.create({ model: 'openclaw', input: 'hi' }, options)).output_text;

/** The error that the call ends with. */
function failure(call: Promise<unknown>): Promise<APIError> {
  return call.then(
    () => Promise.reject(new Error('expected a failure')),
    (reason: unknown) =>
      reason instanceof APIError ? reason : Promise.reject(new Error('no answer', { cause: reason })),
  );
}

/** What the audit log tells of the run that the error names. */
function calledIn({ headers }: APIError): unknown[] {
  const run = headers?.get('x-openclaw-run-id');
  return auditLinesIn(join(gateway.stateDir, 'audit'))
    .filter((line) => line['run'] === run)
    .map(({ kind, tool }) => (tool === undefined ? [kind] : [kind, tool]));
}

describe.each([
  ['chat.completions.create', chat],
  ['responses.create', responses],
])('K4: a gateway that is killed between two tries of %s', (_name, create) => {
  it.each([
    ['without a key', {}],
    ['with a key', { 'Idempotency-Key': 'job-1' }],
  ])('does not do again what a tool has done: %s', async (_key, headers) => {
    upstream.script(work, hang());
    const call = failure(create({ headers }));
    await eventually(() => upstream.requests.length === 2);
    await killAndStartAgain();
    const error = await call;
    expect(error).toBeInstanceOf(OpenAI.ConflictError);
    expect(error).toMatchObject({ status: 409, code: 'run_interrupted' });
    expect([timesDone(), upstream.requests.length]).toEqual([1, 2]);
    expect(calledIn(error)).toEqual([['run.started'], ['tool.called', 'exec']]);
  });

  it.each([
    ['without a key', {}],
    ['with a key', { 'Idempotency-Key': 'job-1' }],
  ])('begins anew where nothing was changed: %s', async (_key, headers) => {
    upstream.script(toolCall('session_status', {}), hang(), work, text('written'));
    const call = create({ headers });
    await eventually(() => upstream.requests.length === 2);
    await killAndStartAgain();
    expect(await call).toBe('written');
    expect(timesDone()).toBe(1);
  });

  it('gives the answer of a call with a key again', async () => {
    upstream.script(work, text('written'));
    const headers = { 'Idempotency-Key': 'job-1' };
    expect(await create({ headers })).toBe('written');
    await killAndStartAgain();
    expect(await create({ headers })).toBe('written');
    expect([timesDone(), upstream.requests.length]).toEqual([1, 2]);
  });
});
