import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { canariesIn } from '../support/canaries.js';
import { chat, says } from '../support/chat.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { plantCanaries } from '../support/planted-canaries.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const owner = { 'x-openclaw-sender-is-owner': 'true' };
const { root, planted, canaries } = plantCanaries(temporaryDirectory());

describe('publicMode in the configuration', () => {
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  beforeAll(async () => {
    upstream = await FakeUpstream.start();
  });

  afterEach(() => gateway?.close());

  afterAll(() => upstream.close());

  async function start(defaults: Record<string, unknown>, list: unknown[], stateDir?: string): Promise<TestApp> {
    const models = { providers: { fake: { baseUrl: upstream.baseUrl } } };
    const agents = { defaults: { model: 'fake/model', ...defaults }, list };
    gateway = await createTestApp({ config: { models, agents }, ...(stateDir === undefined ? {} : { stateDir }) });
    return gateway;
  }

  async function isPublic(agent: string): Promise<boolean> {
    await chat(gateway?.url ?? '', { model: `openclaw:${agent}` });
    return upstream.lastRequest.systemText.includes('Runtime: public-facing agent');
  }

  it('G1: is inherited, and an explicit value of the agent beats the default both ways', async () => {
    const list = [{ id: 'a' }, { id: 'b', publicMode: false }, { id: 'c', publicMode: true }];
    await start({ publicMode: true }, list);
    expect([await isPublic('a'), await isPublic('b'), await isPublic('c')]).toEqual([true, false, true]);
    await gateway?.close();
    await start({}, list);
    expect([await isPublic('a'), await isPublic('b'), await isPublic('c')]).toEqual([false, false, true]);
  });

  it.each(['true', 1, null, {}, [], 'yes'])('G1: %j is a configuration error', async (publicMode) => {
    gateway = undefined;
    await expect(start({}, [{ id: 'a', publicMode }])).rejects.toThrow(/publicMode/);
    await expect(start({ publicMode }, [])).rejects.toThrow(/agents\.defaults\.publicMode/);
  });

  it('G7: an agent may name its notes, but what is written about the owner stays out of a public prompt', async () => {
    const promptFiles = ['AGENTS.md', 'USER.md', 'user.md', 'EXTRA.md'];
    await start({ workspace: join(root, '{agentId}') }, [{ id: 'front-desk', publicMode: true, promptFiles }]);
    writeFileSync(join(root, 'front-desk', 'EXTRA.md'), 'The extra note.');
    await chat(gateway?.url ?? '', {}, { headers: owner });
    const { systemText } = upstream.lastRequest;
    expect(systemText).toContain(planted.agentsNote);
    expect(systemText).toContain('The extra note.');
    expect(systemText).not.toContain(planted.userNote);
  });

  it('G8: without tools of its own a public agent has the minimal profile, whatever the defaults allow and also for its owner', async () => {
    for (const defaults of [{}, { tools: { allow: ['*'] } }, { tools: { profile: 'full' } }]) {
      const { url, close } = await start(defaults, [{ id: 'a', publicMode: true }]);
      await chat(url, {}, { headers: owner });
      expect(upstream.lastRequest.body.tools?.map((tool) => tool.function.name)).toEqual(['session_status']);
      await close();
    }
    gateway = undefined;
  });

  it('G9: a session from before publicMode was switched on brings no old prompt along', async () => {
    const stateDir = join(root, 'state');
    const { url } = await start({}, [{ id: 'a' }], stateDir);
    const key = { headers: { ...owner, 'x-openclaw-session-key': 'shared' } };
    await chat(url, {}, key);
    expect(upstream.lastRequest.systemText).toContain(stateDir);
    await gateway?.close();
    const next = await start({}, [{ id: 'a', publicMode: true }], stateDir);
    await chat(next.url, { messages: [says('again')] }, key);
    expect(upstream.lastRequest.body.messages.map(({ content }) => content).slice(1)).toEqual(['hi', 'ok', 'again']);
    expect(upstream.lastRequest.systemText).toContain('Runtime: public-facing agent');
    expect(canariesIn(upstream.lastRequest.raw, [...canaries, ['stateDir', stateDir]])).toEqual([]);
  });
});
