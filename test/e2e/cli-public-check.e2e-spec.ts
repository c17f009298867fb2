import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PublicCheckPayload } from '../../src/gateway-protocol/method-payloads.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { type OpenclawOutcome, runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();

describe('openclaw public-check', () => {
  let upstream: FakeUpstream;
  beforeAll(async () => {
    upstream = await FakeUpstream.start();
  });
  afterAll(() => upstream.close());

  /** A home whose configuration has these agents; `{state}` in it stands for the state directory. */
  function homeWith(agents: Record<string, unknown>[], headers: Record<string, string> = {}): string {
    const home = mkdtempSync(join(scratch, 'canary-home-'));
    const state = join(home, 'state');
    mkdirSync(state, { mode: 0o700 });
    const provider = { baseUrl: upstream.baseUrl, apiKey: 'sk-canary-0123456789', headers, models: [{ id: 'model' }] };
    const config = JSON.stringify({ models: { providers: { fake: provider } }, agents: { list: agents } });
    writeFileSync(join(state, 'openclaw.json'), config.replaceAll('{state}', state), { mode: 0o600 });
    return home;
  }

  const check = (home: string, ...args: string[]): Promise<OpenclawOutcome> =>
    runOpenclaw(['public-check', '--local', ...args], { home });

  const frontDesk = { id: 'front-desk', publicMode: true, tools: { allow: ['*'] } };

  it('G2: says what a public agent withholds, and ends with 0, without a running gateway and without a model', async () => {
    const home = homeWith([{ id: 'main' }, frontDesk]);
    const { code, stdout } = await check(home, '--json');
    const payload = JSON.parse(stdout) as PublicCheckPayload;
    expect(payload.agents).toEqual([
      {
        agentId: 'front-desk',
        looked: { prompts: 4, tools: expect.any(Number), calls: expect.any(Number) },
        withheld: expect.arrayContaining([
          { fact: 'workspace', count: 2 },
          { fact: 'state directory', count: 1 },
          { fact: 'configuration file', count: 1 },
          { fact: 'secret', count: expect.any(Number) },
        ]),
        found: [],
      },
    ]);
    const { tools, calls } = payload.agents[0].looked;
    expect([tools > 8, calls > 40]).toEqual([true, true]);
    expect(code).toBe(0);
    expect(upstream.paths).toEqual([]);
    const inWords = await check(home);
    expect(inWords.stdout).toMatch(/^front-desk: tells nothing \(4 prompts, \d+ tools, \d{2,} calls\)\nFACT/);
    expect(inWords.stdout).not.toContain('Take each fact out');
    expect(inWords.stdout + stdout).not.toContain(home);
  });

  it('G2: names each place that tells, and ends with 1', async () => {
    const home = homeWith([{ ...frontDesk, systemPrompt: 'You work in {state}.' }], { 'x-from': '{state}' });
    const { code, stdout } = await check(home, 'front-desk');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^front-desk: TELLS FACTS/);
    for (const who of ['owner', 'not the owner']) {
      expect(stdout).toMatch(
        new RegExp(
          `state directory +LEAKS +the prompt of front-desk \\(${who}\\), agents\\.list\\[front-desk\\]\\.systemPrompt`,
        ),
      );
    }
    expect(stdout).toMatch(/LEAKS +the header x-from of the provider fake/);
    expect(stdout).toMatch(/Take each fact out of the place that is named\..*gateway\.egress\.allow/);
    expect(stdout).not.toContain(home);
  });

  it('G8: looks at what its subagents are told too', async () => {
    const helper = { id: 'helper', systemPrompt: 'You work in {state}.' };
    const home = homeWith([{ ...frontDesk, subagents: { allowAgents: ['helper'] } }, helper]);
    const { code, stdout } = await check(home);
    expect(code).toBe(1);
    expect(stdout).toContain('the prompt of helper (not the owner), agents.list[helper].systemPrompt');
  });

  it('says so where there is no public agent, or the agent is none', async () => {
    const home = homeWith([{ id: 'main' }]);
    expect(await check(home)).toMatchObject({ code: 0, stdout: expect.stringContaining('There is no public agent.') });
    expect(await check(home, 'main')).toMatchObject({ code: 1, stderr: expect.stringContaining('is not public') });
    expect(await check(home, 'nobody')).toMatchObject({ code: 1, stderr: expect.stringMatching(/nobody/) });
  });
});
