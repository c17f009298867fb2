import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigService } from '../../src/config/config.service.js';
import { chat } from '../support/chat.js';
import { problemsOf } from '../support/config-problems.js';
import { type TestApp, createTestApp, testToken } from '../support/create-test-app.js';
import { toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { loadConfiguration } from '../../src/config/load-configuration.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const parent = temporaryDirectory();
const readers = ['read', 'ls', 'find', 'grep'];
const owner = { 'x-openclaw-sender-is-owner': 'true' };
const guest = { 'x-openclaw-sender-is-owner': 'false' };
const callers: [caller: string, model: string, headers: Record<string, string>][] = [
  ['the owner', 'openclaw:main', owner],
  ['a guest', 'openclaw:main', guest],
  ['a public agent', 'openclaw:front-desk', owner],
];

describe('What the gateway keeps for itself, and a workspace around it', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let home: string;
  let stateDir: string;
  let configPath: string;

  beforeEach(async () => {
    home = mkdtempSync(join(parent, 'home-'));
    stateDir = join(home, '.local', 'state');
    configPath = join(home, 'openclaw.json');
    mkdirSync(join(home, 'notes'));
    symlinkSync(join(home, 'notes'), join(home, 'workspace'));
    upstream = await FakeUpstream.start();
    configure('~/workspace');
    gateway = await createTestApp({ configPath, stateDir, env: { HOME: home } });
  });

  afterEach(async () => {
    await gateway.close();
    await upstream.close();
  });

  function configure(workspace: string): void {
    const configuration = {
      gateway: { auth: { token: testToken }, http: { endpoints: { chatCompletions: { enabled: true } } } },
      models: { providers: { fake: { baseUrl: upstream.baseUrl, apiKey: 'not-a-real-key', maxRetries: 0 } } },
      agents: {
        defaults: { model: 'fake/model', workspace },
        list: [{ id: 'main' }, { id: 'front-desk', publicMode: true, tools: { allow: readers } }],
      },
    };
    writeFileSync(configPath, JSON.stringify(configuration));
  }

  async function results(model: string, headers: Record<string, string>, calls: Parameters<typeof toolCalls>[0]) {
    upstream.script(toolCalls(calls));
    await chat(gateway.url, { model }, { headers });
    return upstream.lastRequest.body.messages
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => String(content));
  }

  it('does not start with a workspace that holds the state directory, and keeps the old one when it is saved', () => {
    configure('~');
    const again = () => loadConfiguration({ path: configPath, stateDir, env: { HOME: home } });
    expect(problemsOf(again)).toEqual([
      {
        path: 'agents.defaults.workspace',
        found: '"~", which is or holds the state directory',
        allowed: expect.stringContaining('a directory outside the state directory'),
      },
    ]);
    const config = gateway.app.get(ConfigService);
    expect(config.reload()).toMatchObject({ outcome: 'refused' });
    expect(config.sections.agents.current.defaults.workspace).toBe('~/workspace');
  });

  it.each(callers)('is not there for %s when the workspace becomes such a one later', async (_, model, headers) => {
    writeFileSync(join(stateDir, 'gateway-token'), 'canary of the token');
    writeFileSync(join(home, 'plain.txt'), 'canary of nobody');
    rmSync(join(home, 'workspace'));
    symlinkSync(home, join(home, 'workspace'));
    const seen = await results(model, headers, [
      { id: 'a', name: 'read', arguments: { path: '.local/state/gateway-token' } },
      { id: 'b', name: 'read', arguments: { path: 'openclaw.json' } },
      { id: 'c', name: 'ls', arguments: { path: '.local/state' } },
      { id: 'd', name: 'ls', arguments: {} },
      { id: 'e', name: 'find', arguments: { pattern: '*' } },
      { id: 'f', name: 'grep', arguments: { pattern: 'canary|test-token', path: '.local' } },
      { id: 'g', name: 'grep', arguments: { pattern: 'canary|test-token' } },
    ]);
    expect(seen).toHaveLength(7);
    expect(seen.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('does not exist')));
    expect(seen.slice(3).join('\n')).not.toMatch(/gateway-token|openclaw\.json|of the token|test-token/);
    expect(seen.at(-1)).toContain('plain.txt:1: canary of nobody');
  });

  it.each(callers)('G7: what a broken write left of MEMORY.md is not there for %s', async (_, model, headers) => {
    const left = '.openclaw-write-0123';
    writeFileSync(join(home, 'notes', left), 'canary of MEMORY');
    symlinkSync(left, join(home, 'notes', 'link.md'));
    writeFileSync(join(home, 'notes', 'SOUL.md'), 'canary of SOUL');
    const seen = await results(model, headers, [
      { id: 'a', name: 'read', arguments: { path: left } },
      { id: 'b', name: 'read', arguments: { path: 'link.md' } },
      { id: 'c', name: 'grep', arguments: { pattern: 'canary', path: left } },
      { id: 'd', name: 'ls', arguments: {} },
      { id: 'e', name: 'find', arguments: { pattern: '.openclaw*' } },
      { id: 'f', name: 'grep', arguments: { pattern: 'canary' } },
    ]);
    expect(seen.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => expect.stringContaining('does not exist')));
    expect(seen.slice(3).join('\n')).not.toMatch(/0123|canary of MEMORY/);
    expect(seen.at(-1)).toContain('canary of SOUL');
  });

  it('the next write of the owner removes what a broken one left', async () => {
    const left = join(home, 'notes', '.openclaw-write-0123');
    writeFileSync(left, 'canary of MEMORY');
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(left, longAgo, longAgo);
    upstream.script(toolCall('write', { path: 'a.md', content: 'mine' }));
    await chat(gateway.url, { model: 'openclaw:main' }, { headers: owner });
    expect(readFileSync(join(home, 'notes', 'a.md'), 'utf8')).toBe('mine');
    expect(existsSync(left)).toBe(false);
  });
});
