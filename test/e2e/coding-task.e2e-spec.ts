import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { joinChunks, readChatStream } from '../support/chat-stream.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { Answer } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const owner = { 'x-openclaw-sender-is-owner': 'true' };
const guest = { 'x-openclaw-sender-is-owner': 'false' };

const project: Record<string, string> = {
  'package.json': '{ "name": "basket", "type": "module" }\n',
  'src/total.js': 'export function total(prices) {\n  return prices.reduce((sum, price) => sum - price, 0);\n}\n',
  'src/format.js': 'export const format = (amount) => amount.toFixed(2);\n',
  // Whoever runs it can be told by what it leaves behind.
  'test/total.test.js': `import { equal } from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { total } from '../src/total.js';

appendFileSync('test-runs.txt', 'ran\\n');
equal(total([1, 2, 3]), 6);
console.log('the test passed');
`,
};
const runTest = { command: `"${process.execPath}" test/total.test.js` };
const bug = 'sum - price';
const mended = 'sum + price';

/** What a model does that finds the bug, sees the test fail, mends the file and sees the test pass. */
function solveTask(report: string): Answer[] {
  return [
    toolCalls([{ id: 'call_grep', name: 'grep', arguments: { pattern: 'function total' } }], 'I look for the bug.'),
    toolCall('read', { path: 'src/total.js' }, 'call_read'),
    toolCall('exec', runTest, 'call_fails'),
    toolCalls(
      [{ id: 'call_edit', name: 'edit', arguments: { path: 'src/total.js', oldText: bug, newText: mended } }],
      'It subtracts.',
    ),
    toolCall('exec', runTest, 'call_passes'),
    text(report),
  ];
}

describe('A coding task', () => {
  const directory = temporaryDirectory();
  let cases = 0;
  let workspace: string;
  let upstream: FakeUpstream;
  let gateway: TestApp | undefined;

  beforeEach(async () => {
    workspace = join(directory, `case-${++cases}`);
    for (const [path, content] of Object.entries(project)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), content);
    }
    upstream = await FakeUpstream.start();
  });

  afterEach(async () => {
    await gateway?.close();
    await upstream.close();
  });

  async function start(exec: Record<string, unknown> = {}): Promise<TestApp> {
    const list = [
      { id: 'main', default: true },
      { id: 'front-desk', publicMode: true },
      { id: 'open-desk', publicMode: true, tools: { allow: ['*'] } },
    ];
    gateway = await createTestApp({
      config: {
        models: { providers: { fake: { baseUrl: upstream.baseUrl, maxRetries: 0 } } },
        agents: { defaults: { model: 'fake/model', workspace }, list },
        tools: { exec: { readablePaths: [dirname(process.execPath)], ...exec } },
      },
    });
    return gateway;
  }

  /** Every file of the workspace. */
  function files(): Record<string, string> {
    const entries = readdirSync(workspace, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return Object.fromEntries(
      paths.map((path) => [path.slice(workspace.length + 1).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
    );
  }

  /** Asks for the task, streamed and with a conversation that is kept. */
  async function askForTask({ url }: TestApp, model: string, headers: Record<string, string>) {
    const messages = [says('The total is wrong. Please mend it.')];
    const answer = await chat(url, { model, messages, user: 'alice', stream: true }, { headers });
    const chunks = answer.status === 200 ? readChatStream(answer.text) : [];
    const finishReasons = chunks.flatMap(({ choices }) => choices.map((choice) => choice.finish_reason));
    return { ...joinChunks(chunks), status: answer.status, finishReason: finishReasons.findLast(Boolean) };
  }

  /** The results of the calls by the id of the call, as the model was told them. */
  function results(): Record<string, string> {
    const told = upstream.lastRequest.body.messages.filter(({ role }) => role === 'tool');
    return Object.fromEntries(told.map(({ tool_call_id: id, content }) => [id, String(content)]));
  }

  /** What the owner is told by a tool, in a run that is not kept. */
  async function toldByTool({ url }: TestApp, name: string, args: Record<string, unknown>): Promise<string> {
    upstream.script(toolCall(name, args, 'call_ask'), text('done'));
    await chat(url, {}, { headers: owner });
    return results()['call_ask'];
  }

  it.each([
    ['in the sandbox where there is one', 'auto'],
    ['without a sandbox', 'off'],
  ])('L2: the owner’s agent finds the bug, edits the file, runs the test and reports, %s', async (_where, sandbox) => {
    upstream.script(...solveTask('Mended: the test passes.'));
    const answer = await askForTask(await start({ sandbox }), 'openclaw', owner);

    expect(answer).toEqual({
      status: 200,
      content: 'I look for the bug.\n\nIt subtracts.\n\nMended: the test passes.',
      reasoning: '',
      refusal: '',
      toolCalls: [],
      finishReason: 'stop',
    });
    expect(files()).toEqual({
      ...project,
      'src/total.js': project['src/total.js'].replace(bug, mended),
      'test-runs.txt': 'ran\nran\n',
    });
    expect(results()).toEqual({
      call_grep: 'src/total.js:1: export function total(prices) {',
      call_read: project['src/total.js'].trimEnd(),
      call_fails: expect.stringMatching(/AssertionError[^]*-6 !== 6[^]*\[exit code 1\]$/),
      call_edit: expect.stringMatching(/^Edited src\/total\.js:[^]*\n-.*sum - price.*\n\+.*sum \+ price/),
      call_passes: 'the test passed\n[exit code 0]',
    });
  });

  it('L2: the transcript of the conversation shows each step, in order', async () => {
    upstream.script(...solveTask('Mended: the test passes.'));
    const app = await start();
    await askForTask(app, 'openclaw', owner);
    const [sessionKey = ''] = (await toldByTool(app, 'sessions_list', {})).split('  ');
    expect(sessionKey).toContain('alice');
    const transcript = await toldByTool(app, 'sessions_history', { sessionKey });

    const steps = transcript.split('\n').filter((line) => /^(user|assistant|result of \w+): /.test(line));
    expect(steps).toEqual([
      'user: The total is wrong. Please mend it.',
      'assistant: I look for the bug.',
      'assistant: calls grep {"pattern":"function total"}',
      'result of grep: src/total.js:1: export function total(prices) {',
      'assistant: calls read {"path":"src/total.js"}',
      'result of read: export function total(prices) {',
      `assistant: calls exec ${JSON.stringify(runTest)}`,
      expect.stringMatching(/^result of exec: /),
      'assistant: It subtracts.',
      expect.stringMatching(/^assistant: calls edit .*"oldText":"sum - price"/),
      'result of edit: Edited src/total.js:',
      `assistant: calls exec ${JSON.stringify(runTest)}`,
      'result of exec: the test passed',
      'assistant: Mended: the test passes.',
    ]);
    const [first, second] = [transcript.indexOf('-6 !== 6'), transcript.indexOf('[exit code 0]')];
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
  });

  const noTool = (name: string): unknown => expect.stringContaining(`There is no tool '${name}' here.`);
  const reads = {
    call_grep: 'src/total.js:1: export function total(prices) {',
    call_read: project['src/total.js'].trimEnd(),
  };
  const readsNothing = { call_grep: noTool('grep'), call_read: noTool('read') };

  it.each<[string, string, Record<string, string>, Record<string, unknown>]>([
    ['someone else, for whom the agent only reads', 'openclaw', guest, reads],
    ['someone else at a public agent', 'openclaw:front-desk', guest, readsNothing],
    ['someone else at a public agent that allows every tool', 'openclaw:open-desk', guest, reads],
    ['the owner at a public agent, which has the profile minimal', 'openclaw:front-desk', owner, readsNothing],
  ])(
    'F5, G8: nothing is written or executed for %s; the model is told, and the run ends',
    async (_who, model, headers, told) => {
      upstream.script(...solveTask('I cannot change files here.'));
      const answer = await askForTask(await start(), model, headers);

      expect(answer).toMatchObject({ status: 200, toolCalls: [], finishReason: 'stop' });
      expect(answer.content).toMatch(/I cannot change files here\.$/);
      expect(results()).toEqual({
        ...told,
        call_fails: noTool('exec'),
        call_edit: noTool('edit'),
        call_passes: noTool('exec'),
      });
      expect(files()).toEqual(project);
      const offered = upstream.requests.flatMap(({ body }) => body.tools?.map((tool) => tool.function.name) ?? []);
      expect(offered.filter((name) => ['exec', 'process', 'edit', 'write'].includes(name))).toEqual([]);
      expect(offered).toContain('session_status');
    },
  );
});
