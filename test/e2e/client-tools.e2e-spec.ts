import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { chat, says } from '../support/chat.js';
import { joinChunks, readChatStream } from '../support/chat-stream.js';
import { text, toolCalls } from '../support/fake-answers.js';
import type { Answer } from '../support/fake-exchange.js';
import { TestGateway } from '../support/test-gateway.js';

interface Call {
  id: string;
  name: string;
  arguments: string;
}

const open: Call = { id: 'call_open', name: 'open_door', arguments: '{"door":"front"}' };
const close: Call = { id: 'call_close', name: 'close_door', arguments: '{}' };
const tools = [open.name, close.name].map(toTool);

function toTool(name: string) {
  return { type: 'function', function: { name, description: `${name} of the client`, parameters: { type: 'object' } } };
}

function named(name: string) {
  return { type: 'function', function: { name } };
}

function allowed(mode: string, ...names: string[]) {
  return { type: 'allowed_tools', allowed_tools: { mode, tools: names.map(named) } };
}

/** What a client makes of an answer, whichever way it was sent. */
interface Seen {
  status: number;
  content: string | null;
  toolCalls: Call[];
  finishReason: string | undefined;
  usage: { prompt_tokens: number; completion_tokens: number } | undefined;
  code: string | undefined;
}

/** Prose and calls in one answer, the arguments of the calls cut into these pieces and sent by turns. */
function inPieces(prose: string, calls: Call[], size: number): Answer {
  return async (exchange) => {
    await exchange.delta({ role: 'assistant', content: prose === '' ? null : prose });
    for (const [index, { id, name }] of calls.entries())
      await exchange.delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] });
    const longest = Math.max(...calls.map((call) => call.arguments.length));
    for (let start = 0; start < longest; start += size) {
      const deltas = calls
        .map((call, index) => ({ index, function: { arguments: call.arguments.slice(start, start + size) } }))
        .filter((delta) => delta.function.arguments !== '');
      await exchange.delta({ tool_calls: deltas });
    }
    await exchange.finish('tool_calls');
  };
}

describe('I3: tools of the client', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start();
  });
  afterEach(() => gateway.upstream.reset());
  afterAll(() => gateway.close());

  async function ask(
    stream: boolean,
    body: Record<string, unknown>,
    headers: Record<string, string> = {},
  ): Promise<Seen> {
    const streaming = stream ? { stream, stream_options: { include_usage: true } } : {};
    const answer = await chat(gateway.url, { tools, ...streaming, ...body }, { headers });
    if (answer.status !== 200 || !stream) {
      const choice = answer.json.choices?.[0];
      const calls = (choice?.message.tool_calls ?? []) as {
        id: string;
        function: { name: string; arguments: string };
      }[];
      return {
        status: answer.status,
        content: choice?.message.content,
        toolCalls: calls.map((call) => ({ id: call.id, ...call.function })),
        finishReason: choice?.finish_reason,
        usage: answer.json.usage,
        code: answer.json.error?.code,
      };
    }
    const chunks = readChatStream(answer.text);
    const { content, toolCalls: joined } = joinChunks(chunks);
    return {
      status: answer.status,
      content: content === '' ? null : content,
      toolCalls: joined,
      finishReason:
        chunks.flatMap(({ choices = [] }) => choices.map((choice) => choice.finish_reason)).findLast(Boolean) ??
        undefined,
      usage: chunks.at(-1)?.usage ?? undefined,
      code: chunks.find(({ error }) => error)?.error?.code ?? undefined,
    };
  }

  function upstreamTools(position = 0): string[] {
    return (gateway.upstream.requests[position].body.tools ?? []).map((tool) => tool.function.name);
  }

  describe.each([
    ['whole', false],
    ['streamed', true],
  ])('answered %s', (_name, stream) => {
    it.each<[string, unknown, unknown, string[]]>([
      ['absent', undefined, 'auto', [open.name, close.name]],
      ['auto', 'auto', 'auto', [open.name, close.name]],
      ['required', 'required', 'required', [open.name, close.name]],
      ['a name', named(open.name), named(open.name), [open.name, close.name]],
      ['allowed_tools auto', allowed('auto', open.name), 'auto', [open.name]],
      ['allowed_tools required', allowed('required', open.name), 'required', [open.name]],
    ])('tool_choice %s goes upstream, and a call meets it', async (_choice, choice, sent, offered) => {
      gateway.upstream.script(toolCalls([open]));
      const seen = await ask(stream, choice === undefined ? {} : { tool_choice: choice });
      expect(seen).toMatchObject({ status: 200, content: null, toolCalls: [open], finishReason: 'tool_calls' });
      expect(gateway.upstream.requests).toHaveLength(1);
      expect(gateway.upstream.lastRequest.body['tool_choice']).toEqual(sent);
      expect(upstreamTools().filter((name) => name.endsWith('_door'))).toEqual(offered);
    });

    it('tool_choice none withholds the tools of the client, and leaves the agent its own', async () => {
      gateway.upstream.script(toolCalls([open]), text('I cannot.'));
      const seen = await ask(stream, { tool_choice: 'none' });
      expect(seen).toMatchObject({ content: 'I cannot.', toolCalls: [], finishReason: 'stop' });
      expect(upstreamTools()).toContain('session_status');
      expect(upstreamTools()).not.toContain(open.name);
      expect(gateway.upstream.lastRequest.body['tool_choice']).not.toBe('none');
    });

    it.each<[string, unknown, Answer]>([
      ['required', 'required', text('No.')],
      ['allowed_tools required', allowed('required', open.name), text('No.')],
      ['a name', named(open.name), toolCalls([close], 'No.')],
    ])(
      '%s: a model that does something else is asked once more, and only its second answer is seen',
      async (_choice, choice, miss) => {
        gateway.upstream.script(miss, toolCalls([open], 'Well.'));
        const seen = await ask(stream, { tool_choice: choice });
        expect(seen).toMatchObject({ content: 'Well.', toolCalls: [open], finishReason: 'tool_calls' });
        expect(seen.usage).toMatchObject({ prompt_tokens: 20, completion_tokens: 10 });
        const [first, second] = gateway.upstream.requests;
        expect(second.raw).toBe(first.raw);
      },
    );

    it.each<[string, unknown, Answer]>([
      ['required', 'required', text('No.')],
      ['allowed_tools required', allowed('required', open.name), text('')],
      ['a name', named(open.name), toolCalls([close])],
    ])('%s: not met the second time either is 502 tool_choice_unmet', async (_choice, choice, miss) => {
      gateway.upstream.script(miss, miss);
      const body = { tools, tool_choice: choice, stream };
      const answer = await chat(gateway.url, body);
      expect(answer.status).toBe(502);
      expect(answer.json.error).toMatchObject({ type: 'server_error', code: 'tool_choice_unmet' });
      expect(answer.headers.get('x-should-retry')).toBe('false');
      expect(gateway.upstream.requests).toHaveLength(2);
    });

    it('required: tools of the agent may come first; the demand stays in force', async () => {
      const own = { id: 'call_own', name: 'session_status', arguments: '{}' };
      gateway.upstream.script(toolCalls([own], 'First.'), toolCalls([open], 'Then.'));
      const seen = await ask(stream, { tool_choice: 'required' });
      expect(seen).toMatchObject({ content: 'First.\n\nThen.', toolCalls: [open], finishReason: 'tool_calls' });
      expect(gateway.upstream.requests.map(({ body }) => body['tool_choice'])).toEqual(['required', 'required']);
      expect(gateway.upstream.lastRequest.body.messages.at(-1)).toMatchObject({ role: 'tool', tool_call_id: own.id });
    });

    it('several calls of one answer all reach the client, in order; parallel_tool_calls goes upstream', async () => {
      gateway.upstream.script(toolCalls([open, close, { ...open, id: 'call_3' }]));
      const seen = await ask(stream, { parallel_tool_calls: false });
      expect(seen.toolCalls).toEqual([open, close, { ...open, id: 'call_3' }]);
      expect(gateway.upstream.lastRequest.body['parallel_tool_calls']).toBe(false);
    });

    it('calls to tools of the agent in the same answer stay inside', async () => {
      gateway.upstream.script(toolCalls([{ id: 'own', name: 'session_status', arguments: {} }, close, open]));
      expect((await ask(stream, {})).toolCalls).toEqual([close, open]);
      expect(gateway.upstream.requests).toHaveLength(1);
    });

    it('prose before a call is kept, and comes before it', async () => {
      gateway.upstream.script(inPieces('I will open it. ', [open], 3));
      const body = { tools, tool_choice: 'required', stream };
      const answer = await chat(gateway.url, body);
      const [prose, call] = [answer.text.indexOf('I will open it.'), answer.text.indexOf(open.id)];
      expect(prose).toBeGreaterThan(0);
      expect(call).toBeGreaterThan(prose);
    });

    it.each(['x', 'call_ü 1', 'toolu_01|fc_0a', '9'.repeat(200)])('keeps the id %j of the model', async (id) => {
      gateway.upstream.script(toolCalls([{ ...open, id }]));
      expect((await ask(stream, {})).toolCalls).toEqual([{ ...open, id }]);
    });

    it('arguments arrive whole, however the provider cuts them', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 1, max: 7 }),
          fc.constantFrom('', 'Prose. '),
          async (values, size, prose) => {
            const calls = values.map((value, index) => ({
              ...open,
              id: `call_${index}`,
              arguments: JSON.stringify({ value }),
            }));
            gateway.upstream.script(inPieces(prose, calls, size));
            const seen = await ask(stream, { tool_choice: 'required' });
            expect(seen).toMatchObject({ toolCalls: calls, content: prose === '' ? null : prose });
          },
        ),
        { numRuns: 25 },
      );
    });

    it.each([
      ['a stateless call', {}],
      ['a kept session', { 'x-openclaw-session-key': `doors-${stream}` }],
    ])('the result goes on as a tool message: %s', async (_kind, headers: Record<string, string>) => {
      gateway.upstream.script(toolCalls([open, close], 'Opening.'), text('It is open.'));
      const first = await ask(stream, { messages: [says('Open it')] }, headers);
      const wireCalls = first.toolCalls.map(({ id, ...call }) => ({ id, type: 'function', function: call }));
      const results = first.toolCalls.map(({ id, name }) => ({
        role: 'tool',
        tool_call_id: id,
        content: `done: ${name}`,
      }));
      const isKept = Object.keys(headers).length > 0;
      const resent = [says('Open it'), { role: 'assistant', content: first.content, tool_calls: wireCalls }];
      const second = await ask(stream, { messages: [...(isKept ? [] : resent), ...results] }, headers);
      expect(second).toMatchObject({ content: 'It is open.', finishReason: 'stop' });
      expect(gateway.upstream.lastRequest.body.messages.slice(1)).toEqual([
        { role: 'user', content: 'Open it' },
        { role: 'assistant', content: 'Opening.', tool_calls: wireCalls },
        ...results,
      ]);
    });
  });

  describe('of the same name as a tool of the agent', () => {
    const normal = (name: string): string => name.trim().toLowerCase().replace('-', '_');

    it.each(['read', 'exec', 'Exec', 'session_status', 'session-status', 'Session_Status', 'GATEWAY'])(
      '%j is the client’s; the own one is withheld, and nothing of that name runs',
      async (name) => {
        await ask(false, { tools: [] });
        expect(upstreamTools().map(normal)).toContain(normal(name));
        gateway.upstream.script(toolCalls([{ id: 'call_1', name, arguments: '{"command":"true"}' }]));
        const seen = await ask(false, { tools: [toTool(name)] });
        const call = { id: 'call_1', name, arguments: '{"command":"true"}' };
        expect(seen).toMatchObject({ finishReason: 'tool_calls', toolCalls: [call] });
        expect(upstreamTools(1).filter((each) => normal(each) === normal(name))).toEqual([name]);
        expect(gateway.upstream.requests).toHaveLength(2);
      },
    );

    it.each([
      ['Session-Status', 'session_status'],
      ['Session-Status', 'SESSION_STATUS'],
      ['Session-Status', 'session-status '],
      ['exec', 'EXEC'],
      ['Exec', 'exec'],
      ['exec', 'exec '],
    ])('beside %j of the client, a call to %j is refused, not run', async (name, called) => {
      gateway.upstream.script(
        toolCalls([{ id: 'call_1', name: called, arguments: '{"command":"echo canary"}' }]),
        text('sorry'),
      );
      const seen = await ask(false, { tools: [toTool(name)] });
      expect(seen).toMatchObject({ content: 'sorry', toolCalls: [] });
      expect(gateway.upstream.lastRequest.body.messages.at(-1)).toMatchObject({
        role: 'tool',
        content: expect.stringMatching(/^There is no tool/),
      });
    });

    it.each(['Exec ', ' exec', 'ｅxec', 'exec\u200b', 'exec.', ''])(
      '%j is no name that OpenAI has: 400',
      async (name) => {
        expect((await ask(false, { tools: [toTool(name)] })).status).toBe(400);
        expect(gateway.upstream.requests).toHaveLength(0);
      },
    );
  });
});
