import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpLocalServerProbe } from '../../src/providers/detection/http-local-server-probe.js';
import { LocalServerProbe } from '../../src/providers/local-server-probe.port.js';
import { ModelRegistryService } from '../../src/providers/model-registry.service.js';
import { type ChatAnswer, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, testToken } from '../support/create-test-app.js';
import { text, toolCall } from '../support/fake-answers.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { fencedBlocks, readPage } from '../support/markdown-blocks.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const ollamaAddress = 'http://127.0.0.1:11434/v1';

let ollama: FakeUpstream;

beforeAll(async () => {
  ollama = await FakeUpstream.start();
  ollama.models = [{ id: 'nomic-embed-text' }, { id: 'llama3.3' }];
});
afterEach(() => ollama.reset());
afterAll(() => ollama.close());

/** The first JSON5 block under the heading, as a reader copies it, with the address of the fake server in it. */
function readmeConfiguration(): string {
  const line = readPage('README.md')
    .split('\n')
    .findIndex((each) => each.startsWith('### Connect Ollama'));
  const block = fencedBlocks('README.md').find((each) => line !== -1 && each.line > line && each.language === 'json5');
  if (block?.text.includes(ollamaAddress)) return block.text.replace(ollamaAddress, ollama.baseUrl);
  throw new Error('README.md has no configuration for Ollama');
}

describe('Ollama with the configuration of README.md', () => {
  const configPath = join(temporaryDirectory(), 'openclaw.json');
  let gateway: TestApp;

  beforeAll(async () => {
    writeFileSync(configPath, readmeConfiguration());
    gateway = await createTestApp({ configPath, env: { OPENCLAW_GATEWAY_TOKEN: testToken } });
  });
  afterAll(() => gateway.close());

  const ask = (words: string, body: Record<string, unknown> = {}): Promise<ChatAnswer> =>
    chat(gateway.url, { messages: [says(words)], ...body });

  it('I1: the agent answers, with the model that the file names', async () => {
    ollama.script(text('Hello from Ollama.'));
    const { status, json } = await ask('hi');
    expect(status).toBe(200);
    expect(json.choices[0]).toMatchObject({ message: { content: 'Hello from Ollama.' }, finish_reason: 'stop' });
    expect(ollama.lastRequest.body.model).toBe('llama3.3');
    expect(ollama.lastRequest.headers.authorization).toBeUndefined();
  });

  it('J1: and streams', async () => {
    ollama.script(text('Hello from Ollama.'));
    const answer = await ask('hi', { stream: true });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(answer.text).toMatch(/"content":"Hello from Ollama\."[^]*data: \[DONE\]\n\n$/);
  });

  it('L2: uses the tool session_status and answers with what it gave', async () => {
    ollama.script(toolCall('session_status', {}), text('It is noon.'));
    const { json } = await ask('What time is it?');
    expect(json.choices[0]).toMatchObject({ message: { content: 'It is noon.' }, finish_reason: 'stop' });
    expect(json.choices[0].message.tool_calls).toBeUndefined();
    const [first, second] = ollama.requests;
    expect(first?.body.tools?.map((tool) => tool.function.name)).toContain('session_status');
    const [call, result] = second?.body.messages.slice(-2) ?? [];
    expect(call?.tool_calls?.[0]).toMatchObject({ id: 'call_session_status', function: { name: 'session_status' } });
    expect(result).toMatchObject({ role: 'tool', tool_call_id: 'call_session_status' });
    expect(result?.content).toMatch(/\d{4}-\d\d-\d\d/);
  });

  it('H2: remembers under `user`, the tool call included, and forgets without it', async () => {
    ollama.script(toolCall('session_status', {}), text('It is noon.'));
    await ask('What time is it?', { user: 'ada' });
    await ask('And later?', { user: 'ada' });
    const roles = ollama.lastRequest.body.messages.map(({ role }) => role);
    expect(roles).toEqual(['system', 'user', 'assistant', 'tool', 'assistant', 'user']);
    await ask('And later?');
    expect(ollama.lastRequest.body.messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });
});

describe('Ollama that nobody configured', () => {
  const withOllama: LocalServerProbe = {
    probe: (baseUrl, milliseconds) =>
      baseUrl === ollamaAddress
        ? new HttpLocalServerProbe().probe(ollama.baseUrl, milliseconds * 10)
        : Promise.resolve(undefined),
  };
  const start = (models?: object): Promise<TestApp> =>
    createTestApp({
      ...(models ? { config: { models } } : {}),
      override: (builder) => builder.overrideProvider(LocalServerProbe).useValue(withOllama),
    });

  it('A1: is found on its usual port; its first model that can chat is used and named', async () => {
    const gateway = await start();
    const models = gateway.app.get(ModelRegistryService);
    const [line, ...more] = models.summary();
    expect(line).toBe(
      'Found Ollama at http://127.0.0.1:11434 with 2 models; agents that name no model use ollama/llama3.3',
    );
    expect(more).toEqual([]);
    expect(models.forAgent({ primary: undefined, fallbacks: [] })[0].ref).toBe('ollama/llama3.3');
    await gateway.close();
  });

  it('A1: is not asked when a provider is configured', async () => {
    const gateway = await start({ providers: { own: { baseUrl: ollama.baseUrl, models: [{ id: 'own-model' }] } } });
    expect(ollama.paths).toEqual([]);
    expect(gateway.app.get(ModelRegistryService).summary()).toEqual(['Model providers: own']);
    await gateway.close();
  });
});
