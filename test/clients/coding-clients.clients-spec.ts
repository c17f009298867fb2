import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type TestApp, baseConfig, createTestApp, testToken, upstreamConfig } from '../support/create-test-app.js';
import { text, toolCall, toolCalls } from '../support/fake-answers.js';
import type { Answer, RecordedRequest } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type CodingClient, codex, codexOverWebSocket, opencode, qwenCode } from './coding-clients.js';
import { type ClientEnd, runClient } from './run-client.js';

const clientMilliseconds = 120_000;
const prompt = 'Write hello to hello.txt';
const callId = 'call_write_1';

const scratch = temporaryDirectory();
let cases = 0;

/** What the log tells of a request: its status over HTTP, its outcome over WebSocket. */
interface LogLine {
  context: string;
  status?: number;
  outcome?: string;
}

function toolsNamed(request: RecordedRequest, name: string) {
  return (request.body.tools ?? []).filter((tool) => tool.function.name === name);
}

/** The requests of the task itself: a client may ask for other things first, such as a title, without its tools. */
function taskRequests({ requests }: FakeUpstream, { tools }: CodingClient): RecordedRequest[] {
  return requests.filter((request) => tools.every((name) => toolsNamed(request, name).length > 0));
}

function afterThought(answer: Answer): Answer {
  return async (exchange) => {
    await exchange.delta({ reasoning_content: 'It is a small file.' });
    await answer(exchange);
  };
}

/** A model that looks at an own tool of the gateway, then thinks and has the client write the file, then is done. */
function answersFor(upstream: FakeUpstream, client: CodingClient, path: string): (request: RecordedRequest) => Answer {
  const { name, arguments: args } = client.writeFile(path, 'hello\n');
  const answers = [
    toolCall('session_status', {}, 'call_own'),
    afterThought(toolCalls([{ id: callId, name, arguments: args }], 'I will write it.')),
    text('All done, the file is there.'),
  ];
  return (request) => {
    const position = taskRequests(upstream, client).indexOf(request);
    return position < 0 ? text('A title') : (answers[position] ?? text('nothing more'));
  };
}

describe.each([qwenCode, opencode, codex, codexOverWebSocket])('$name finishes a task at the gateway', (client) => {
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
    const config = upstreamConfig(upstream.baseUrl, {
      agents,
      gateway: { ...baseConfig.gateway, ...servingResponses() },
    });
    gateway = await createTestApp({ config });
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
    const lines = gateway.logLines.map((line) => JSON.parse(line) as LogLine);
    const ends = lines
      .filter(({ context }) => context === client.loggedBy)
      .map(({ status, outcome }) => status ?? outcome);
    expect(ends.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ends)).toEqual(new Set([client.loggedBy === 'Access' ? 200 : 'completed']));
    expect(readdirSync(workspace)).toEqual([]);
  });
});
