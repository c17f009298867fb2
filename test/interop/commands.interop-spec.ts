import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ClientEnd, runClient } from '../clients/run-client.js';
import { status, text } from '../support/fake-answers.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type InteropGateway, startInteropGateway } from './interop-gateway.js';
import { gatewayFlags, openclawCommand } from './openclaw-command.js';

const clientMilliseconds = 60_000;
const home = temporaryDirectory();
let gateway: InteropGateway;

beforeAll(async () => {
  gateway = await startInteropGateway();
});
beforeEach(() => gateway.upstream.reset());
afterAll(() => gateway.close());

/** Runs a command that takes the gateway's address as flags. */
function withFlags(args: readonly string[], token = gateway.address.token): Promise<ClientEnd> {
  const address = { ...gateway.address, token };
  return runClient(openclawCommand([...args, ...gatewayFlags(address)], address, home), clientMilliseconds);
}

/** Runs a command that takes it from the environment. */
function withEnvironment(args: readonly string[], token = gateway.address.token): Promise<ClientEnd> {
  return runClient(openclawCommand(args, { ...gateway.address, token }, home), clientMilliseconds);
}

const says = (message: string, ...more: string[]): string[] => [
  ...['agent', '--agent', 'main', '--message', message],
  ...more,
];

describe('commands that look at the gateway', () => {
  it('gateway call: prints the answer of a method', async () => {
    const { code, stdout } = await withFlags(['gateway', 'call', 'health', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      defaultAgentId: 'main',
      agents: [{ agentId: 'main' }, { agentId: 'front-desk' }],
    });
  });

  it('gateway call: prints what is wrong with a method or its parameters', async () => {
    const unknown = await withFlags(['gateway', 'call', 'nosuch.method']);
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('unknown method: nosuch.method') });
    const wrong = await withFlags(['gateway', 'call', 'chat.history', '--params', '{"limit":"many"}']);
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('invalid chat.history params:') });
  });

  it('gateway health: finds the gateway well', async () => {
    const { code, stdout } = await withFlags(['gateway', 'health']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/Gateway Health\s+OK \(\d+ms\)/) });
  });

  it('gateway probe: reaches it, may read, and every question is answered', async () => {
    const { code, stdout } = await withFlags(['gateway', 'probe', '--json', '--timeout', '15000']);
    expect(code).toBe(0);
    const { targets } = JSON.parse(stdout) as { targets: { id: string }[] };
    expect(targets.find(({ id }) => id === 'explicit')).toMatchObject({
      connect: { ok: true, rpcOk: true, error: null },
      auth: { capability: 'read_only' },
      self: { host: 'gateway' },
      health: { ok: true },
      summary: expect.anything(),
    });
  });

  it('gateway status: answers a question to the end', async () => {
    const { code, stdout } = await withFlags(['gateway', 'status', '--require-rpc']);
    expect(code).toBe(0);
    expect(stdout).toContain('Read probe: ok');
    expect(stdout).toContain('Capability: read-only');
    expect(stdout).toMatch(/Gateway version: \d+\.\d+\.\d+/);
  });

  it('system presence: lists the gateway and the client itself', async () => {
    const { code, stdout } = await withFlags(['system', 'presence', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { mode: 'gateway', reason: 'self' },
      { mode: 'cli', reason: 'connect', scopes: ['operator.read'] },
    ]);
  });

  it('openclaw health: shows the agents', async () => {
    const { code, stdout } = await withEnvironment(['health']);
    expect(code).toBe(0);
    expect(stdout).toContain('Agents: main (default), front-desk');
  });

  it('logs: shows lines of the log, and the token in none of them', async () => {
    const { code, stdout } = await withFlags(['logs', '--limit', '20']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\S+ info .*"msg":"connected"/m);
    expect(stdout).not.toContain(gateway.address.token);
  });
});

describe('openclaw agent', () => {
  it('prints the reply and ends well', async () => {
    gateway.upstream.script(text('A reply of the model.'));
    const { code, stdout } = await withEnvironment(says('hi', '--session-key', 'agent:main:once'));
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: 'A reply of the model.' });
    expect(gateway.upstream.lastRequest.lastUserText).toBe('hi');
  });

  it('goes on in the session that it names', async () => {
    gateway.upstream.script(text('answer one'), text('answer two'));
    const session = ['--session-key', 'agent:main:twice'];
    await withEnvironment(says('one', ...session));
    const { stdout } = await withEnvironment(says('two', ...session, '--json'));
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'ok',
      result: { payloads: [{ text: 'answer two' }] },
    });
    const kept = gateway.upstream.lastRequest.body.messages.filter(({ role }) => role !== 'system');
    expect(kept.map(({ content }) => content)).toEqual(['one', 'answer one', 'two']);
  });

  it('a run that fails ends with 1 and says why', async () => {
    gateway.upstream.handler = () => status(401);
    const { code, stderr } = await withEnvironment(says('hi', '--session-key', 'agent:main:failing'));
    expect(code).toBe(1);
    expect(stderr).toContain("The model provider refused the gateway's credential");
  });

  it('an agent that does not exist is refused', async () => {
    const { code, stderr } = await withEnvironment(['agent', '--agent', 'nobody', '--message', 'hi']);
    expect(code).toBe(1);
    expect(stderr).toContain('nobody');
    expect(gateway.upstream.requests).toEqual([]);
  });
});

describe('a wrong token', () => {
  it.each(['gateway call health', 'gateway health'])('%s says unauthorized', async (command) => {
    const { code, stdout, stderr } = await withFlags(command.split(' '), 'a-wrong-token');
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('unauthorized');
  });

  it('agent says unauthorized, and no model is asked', async () => {
    const { code, stdout, stderr } = await withEnvironment(says('hi'), 'a-wrong-token');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('unauthorized: gateway token mismatch');
    expect(gateway.upstream.requests).toEqual([]);
  });
});
