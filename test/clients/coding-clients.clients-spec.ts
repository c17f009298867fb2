import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { Answer, RecordedRequest } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type CodingClient, opencode, qwenCode } from './coding-clients.js';
import { type ClientEnd, runClient } from './run-client.js';

const clientMilliseconds = 120_000;
const prompt = 'Write hello to hello.txt';
const callId = 'call_write_1';

const scratch = temporaryDirectory();
let cases = 0;

function toolsNamed(request: RecordedRequest, name: string) {
  return (request.body.tools ?? []).filter((tool) => tool.function.name === name);
}

/** The requests of the task itself: a client may ask for other things first, such as a title, without its tools. */
function taskRequests({ requests }: FakeUpstream, { tools }: CodingClient): RecordedRequest[] {
  return requests.filter((request) => tools.every((name) => toolsNamed(request, name).length > 0));
}

/** A model that looks at an own tool of the gateway, then has the client write the file, then is done. */
function answersFor(upstream: FakeUpstream, client: CodingClient, path: string): (request: RecordedRequest) => Answer {
  const { name, arguments: args } = client.writeFile(path, 'hello\n');
  const answers = [
    toolCall('session_status', {}, 'call_own'),
    toolCalls([{ id: callId, name, arguments: args }], 'I will write it.'),
    text('All done, the file is there.'),
  ];
  return (request) => {
    const position = taskRequests(upstream, client).indexOf(request);
    return position < 0 ? text('A title') : (answers[position] ?? text('nothing more'));
  };
}

describe.each([qwenCode, opencode])('$name finishes a task at the gateway', (client) => {
  let upstream: FakeUpstream;
  let gateway: TestApp;
  let directory: string;
  let workspace: string;
  let end: ClientEnd;

  beforeAll(async () => {
    const place = join(scratch, `case-${++cases}`);
    directory = join(place, 'project');
    workspace = join(place, 'workspace');
    for (const path of [directory, workspace, join(place, 'home')]) mkdirSync(path, { recursive: true });
    upstream = await FakeUpstream.start();
    const agents = { defaults: { model: 'fake/model', workspace }, list: [{ id: 'main', default: true }] };
    gateway = await createTestApp({ config: upstreamConfig(upstream.baseUrl, { agents }) });
    upstream.handler = answersFor(upstream, client, join(directory, 'hello.txt'));
    const task = { baseUrl: `${gateway.url}/v1`, token: testToken, prompt, directory, home: join(place, 'home') };
    end = await runClient(client.command(task), clientMilliseconds);
  }, clientMilliseconds + 30_000);

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it('ends well, shows the answer, and has written the file', () => {
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining('All done, the file is there.') });
    expect(readFileSync(join(directory, 'hello.txt'), 'utf8')).toBe('hello\n');
  });

  it('I3: its tools reach the model beside those of the agent; an own one of the same name is withheld', () => {
    const [first] = taskRequests(upstream, client);
    const names = first.body.tools?.map((tool) => tool.function.name.toLowerCase()) ?? [];
    expect(names).toEqual(expect.arrayContaining(['session_status', ...client.tools]));
    expect(names).toHaveLength(new Set(names).size);
    for (const [name, parameter] of Object.entries(client.namesakes)) {
      expect(toolsNamed(first, name)).toMatchObject([
        { function: { parameters: { properties: { [parameter]: {} } } } },
      ]);
    }
  });

  it('I3: what the agent calls in between stays inside; what the client did goes on as a tool message', () => {
    const [, afterOwnCall, afterClient, ...more] = taskRequests(upstream, client);
    expect(more).toEqual([]);
    expect(afterOwnCall.body.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: 'call_own' });
    expect(afterClient.raw).not.toContain('call_own');
    expect(afterClient.body.messages.slice(-2)).toMatchObject([
      { role: 'assistant', content: 'I will write it.', tool_calls: [{ id: callId }] },
      { role: 'tool', tool_call_id: callId, content: expect.stringMatching(/\bwrote\b|\bcreated\b/i) },
    ]);
    expect(end.stdout).not.toContain('call_own');
  });

  it('the gateway refused nothing, and wrote nothing itself', () => {
    const lines = gateway.logLines.map((line) => JSON.parse(line) as { context: string; status?: number });
    const statuses = lines.filter(({ context }) => context === 'Access').map(({ status }) => status);
    expect(statuses.length).toBeGreaterThanOrEqual(2);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(readdirSync(workspace)).toEqual([]);
  });
});
