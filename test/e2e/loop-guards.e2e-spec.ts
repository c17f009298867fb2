import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock.js';
import { RunsService } from '../../src/runs/runs.service.js';
import { type Tool, Tools, errorResult, textResult } from '../../src/tools/tool.port.js';
import { chat, openChat } from '../support/chat.js';
import { readChatStream } from '../support/chat-stream.js';
import { eventually } from '../support/eventually.js';
import { status, text, toolCall, toolCalls } from '../support/fake-answers.js';
import { FakeClock } from '../support/fake-clock.js';
import { livedMilliseconds } from '../support/lived-milliseconds.js';
import { TestGateway } from '../support/test-gateway.js';
import { fakeTool } from '../support/tool-factory.js';

describe('Guards of the tool loop', () => {
  let gateway: TestGateway;
  const clock = new FakeClock();

  async function start(...tools: Tool[]): Promise<string> {
    gateway = await TestGateway.start({
      override: (builder) => builder.overrideProvider(Tools).useValue(tools).overrideProvider(Clock).useValue(clock),
    });
    return gateway.url;
  }

  afterEach(() => gateway.close());

  /** The result that the model was shown last, in each of its requests. */
  function lastResults(): string[] {
    return gateway.upstream.requests.map(({ body }) => String(body.messages.at(-1)?.content));
  }

  describe('L3: going in circles', () => {
    it.each([false, true])('is told to the model, and then ends the run with length (streamed: %s)', async (stream) => {
      const look = fakeTool('look', { run: () => Promise.resolve(textResult('nothing here')) });
      const url = await start(look);
      const spellings = ['{"a":1,"b":2}', '{ "b": 2, "a": 1 }'];
      let calls = 0;
      gateway.upstream.handler = () => toolCall('look', spellings[++calls % 2], `call_${calls}`);
      const answer = await chat(url, { stream });
      const reason = stream
        ? readChatStream(answer.text).findLast(({ choices }) => choices.length > 0)?.choices[0].finish_reason
        : answer.json.choices[0].finish_reason;
      expect([answer.status, reason]).toEqual([200, 'length']);
      expect(look.calls).toHaveLength(6);
      const warning = (count: number) =>
        `nothing here\n[You made this call ${count} times with the same result. Do something else, or answer.]`;
      expect(lastResults().slice(1)).toEqual(['nothing here', 'nothing here', warning(3), warning(4), warning(5)]);
    });

    it.each<[string, Tool, string]>([
      ['a tool that there is not', fakeTool('look'), 'invented'],
      ['a tool that fails', fakeTool('broken', { run: () => Promise.resolve(errorResult('no')) }), 'broken'],
      ['a tool that throws', fakeTool('throws', { run: () => Promise.reject(new Error('no')) }), 'throws'],
    ])('counts calls of %s', async (_what, tool, name) => {
      const url = await start(tool);
      gateway.upstream.handler = () => toolCall(name, {});
      expect((await chat(url)).json.choices[0].finish_reason).toBe('length');
      expect(gateway.upstream.requests).toHaveLength(6);
    });

    it('a model that heeds the warning answers', async () => {
      const url = await start(fakeTool('look'));
      gateway.upstream.handler = ({ body }) =>
        String(body.messages.at(-1)?.content).includes('3 times') ? text('I give up.') : toolCall('look', {});
      const answer = await chat(url);
      expect(answer.json.choices[0]).toMatchObject({ message: { content: 'I give up.' }, finish_reason: 'stop' });
    });

    it('polling for something that changes is none', async () => {
      let polls = 0;
      const url = await start(fakeTool('poll', { run: () => Promise.resolve(textResult(`${++polls} done`)) }));
      gateway.upstream.handler = () => (polls < 15 ? toolCall('poll', {}) : text('finished'));
      expect((await chat(url)).json.choices[0].message.content).toBe('finished');
      expect(lastResults().join()).not.toContain('times with the same result');
    });
  });

  describe('K3: a tool with side effects that has started', () => {
    /** Writes and never comes back. */
    const hanging = () => fakeTool('write', { sideEffects: true, run: () => new Promise(() => undefined) });
    const harmless = () => fakeTool('look', { run: () => new Promise(() => undefined) });

    it.each([
      ['write', hanging(), 'false'],
      ['look', harmless(), null],
    ])('makes the end by drain no invitation to retry: %s', async (name, tool, shouldRetry) => {
      const url = await start(tool);
      gateway.upstream.script(toolCall(name, {}));
      const answer = chat(url);
      await eventually(() => tool.calls.length > 0);
      const drained = gateway.app.get(RunsService).drain(1_000);
      await clock.advance(1_000);
      await drained;
      expect((await answer).json.error.code).toBe('draining');
      expect((await answer).headers.get('x-should-retry')).toBe(shouldRetry);
    });

    it.each([
      ['write', fakeTool('write', { sideEffects: true }), 'false'],
      ['look', fakeTool('look'), null],
    ])('makes a later failure of the model one that is not to be retried: %s', async (name, tool, shouldRetry) => {
      const url = await start(tool);
      gateway.upstream.script(toolCall(name, {}), status(500));
      const answer = await chat(url);
      expect([answer.status, answer.json.error.code]).toEqual([502, 'upstream_error']);
      expect(answer.headers.get('x-should-retry')).toBe(shouldRetry);
    });

    it.each([false, true])('J5: who leaves during it stops it within the time (streamed: %s)', async (stream) => {
      let stopped = false;
      const write = fakeTool('write', {
        sideEffects: true,
        run: (_args, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              stopped = true;
              reject(new Error('stopped'));
            });
          }),
      });
      const url = await start(write);
      gateway.upstream.script(toolCall('write', {}));
      const leaving = new AbortController();
      const answer = openChat(url, { stream }, { signal: leaving.signal }).then((response) => response.text());
      await eventually(() => write.calls.length > 0);
      leaving.abort();
      await expect(answer).rejects.toThrow();
      expect(await livedMilliseconds(eventually(() => stopped))).toBeLessThan(250);
      expect(gateway.upstream.requests).toHaveLength(1);
    });
  });

  it('calls of one answer: the harmless ones run side by side, one with side effects alone, results in order', async () => {
    const inside = new Set<string>();
    const most = { look: 0, write: 0 };
    const observed = (name: 'look' | 'write', sideEffects: boolean) =>
      fakeTool(name, {
        sideEffects,
        run: async ({ id }) => {
          inside.add(String(id));
          most[name] = Math.max(most[name], inside.size);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside.delete(String(id));
          return textResult(`result ${String(id)}`);
        },
      });
    const url = await start(observed('look', false), observed('write', true));
    const names = ['look', 'look', 'write', 'look', 'look', 'look', 'write', 'write'];
    gateway.upstream.script(toolCalls(names.map((name, id) => ({ id: `call_${id}`, name, arguments: { id } }))));
    await chat(url);
    expect(most).toEqual({ look: 3, write: 1 });
    const results = gateway.upstream.lastRequest.body.messages.filter(({ role }) => role === 'tool');
    expect(results.map(({ tool_call_id: id, content }) => [id, content])).toEqual(
      names.map((_name, id) => [`call_${id}`, `result ${id}`]),
    );
  });

  it('progress of a tool is nothing that a chat completion shows', async () => {
    const noisy = fakeTool('noisy', {
      run: (_args, { progress }) => {
        for (let line = 0; line < 1_000; line += 1) progress(`canary ${line}`);
        return Promise.resolve(textResult('done'));
      },
    });
    const url = await start(noisy);
    for (const stream of [false, true]) {
      gateway.upstream.script(toolCall('noisy', {}), text('ok'));
      expect((await chat(url, { stream })).text).not.toContain('canary');
    }
    expect(noisy.calls).toHaveLength(2);
  });
});
