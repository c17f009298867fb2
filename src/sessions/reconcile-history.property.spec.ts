import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AssistantMessage, Message } from '../common/conversation.js';
import { assistant, known, toolResult, user } from '../../test/support/conversation-factory.js';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { fingerprint } from './message-fingerprint.js';
import { type Reconciled, reconcileHistory } from './reconcile-history.js';
import type { Turn } from './session-store.port.js';
import type { TurnView } from './turn-view.js';

const session = { key: 'k', agentId: 'main', owner: false };

type Step =
  | { kind: 'ask'; text: string; answer: string; callsTool: boolean; usesOwnTool: boolean }
  | { kind: 'regenerate'; answer: string }
  | { kind: 'edit'; at: number; text: string; answer: string };

/** Few different texts, so that turns repeat each other. */
const text = fc.constantFrom('a', 'b', ' a\r\n', '');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      text,
      answer: text,
      callsTool: fc.boolean(),
      usesOwnTool: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('regenerate' as const), answer: text }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit' as const), at: fc.nat(20), text, answer: text }) },
);

/** A message that a client shows, with what the model is to see in its place. */
interface Shown {
  message: Message;
  upstream: Message[];
}

/** A gateway with one session, in which every request is a run that is kept. */
class Gateway {
  readonly store = new MemorySessionStore();
  private turns = 0;

  async run(incoming: Message[], output: Message[], visible: AssistantMessage): Promise<Reconciled<Turn & TurnView>> {
    const path = (await this.store.load(session.key))?.turns ?? [];
    const before = structuredClone(path);
    const result = reconcileHistory(path.map(known), structuredClone(incoming));
    expect(path).toEqual(before);
    this.turns += 1;
    const { parentId, newMessages: input } = result;
    await this.store.append(session, {
      id: `${this.turns}`,
      parentId,
      runId: 'r',
      input,
      output,
      visible,
      createdAt: 0,
    });
    return result;
  }
}

/** Resends all it shows with each request, and white space not always as it was. */
class ResendingClient {
  private shown: Shown[] = [];
  private calls = 0;

  constructor(private readonly gateway: Gateway) {}

  async take(step: Step): Promise<void> {
    if (!this.prepare(step)) return;
    const incoming = this.shown.map(({ message }) => respaced(message));
    const visible = assistant(step.answer, ...(step.kind === 'ask' && step.callsTool ? [this.call()] : []));
    const output = step.kind === 'ask' && step.usesOwnTool ? [...this.ownToolUse(), visible] : [visible];
    const { path, newMessages } = await this.gateway.run(incoming, output, visible);
    expectSame(
      [...path.flatMap(upstreamOf), ...newMessages],
      this.shown.flatMap(({ upstream }) => upstream),
    );
    this.shown.push({ message: visible, upstream: output });
  }

  /** False where the step is impossible, or would look like the request of a client that sends only what is new. */
  private prepare(step: Step): boolean {
    if (step.kind === 'ask') return this.push(...this.openResults(), user(step.text));
    const end = step.kind === 'regenerate' ? this.shown.length - 1 : this.userBefore(step.at);
    if (!this.shown.slice(0, Math.max(end, 0)).some(({ message }) => message.role === 'assistant')) return false;
    this.shown = this.shown.slice(0, end);
    return step.kind === 'regenerate' || this.push(user(step.text));
  }

  private push(...messages: Message[]): true {
    this.shown.push(...messages.map((message) => ({ message, upstream: [message] })));
    return true;
  }

  private userBefore(at: number): number {
    return this.shown.slice(0, at + 1).findLastIndex(({ message }) => message.role === 'user');
  }

  private openResults(): Message[] {
    const last = this.shown.at(-1)?.message;
    return last?.role === 'assistant' ? last.toolCalls.map((call) => toolResult(call.id, 'seen')) : [];
  }

  private call(): AssistantMessage['toolCalls'][number] {
    this.calls += 1;
    return { id: `c${this.calls % 2}`, name: 'look', arguments: '{"a":1,"b":2}' };
  }

  private ownToolUse(): Message[] {
    return [assistant('', { id: 'own', name: 'find', arguments: '{}' }), toolResult('own', 'secret')];
  }
}

function respaced(message: Message): Message {
  if (message.role !== 'assistant') return message;
  const toolCalls = message.toolCalls.map((call) => ({ ...call, arguments: '{ "b": 2, "a": 1 }' }));
  return { ...message, text: `${message.text} `, toolCalls };
}

function upstreamOf(turn: Turn): Message[] {
  return [...turn.input, ...turn.output];
}

function viewOf(turn: Turn): Message[] {
  return [...turn.input, turn.visible];
}

function areSame(left: Message[], right: Message[]): boolean {
  return (
    left.length === right.length &&
    left.every((message, index) => fingerprint(message) === fingerprint(right[index] ?? user('')))
  );
}

function expectSame(actual: Message[], expected: Message[]): void {
  if (!areSame(actual, expected)) expect(actual).toEqual(expected);
}

describe('reconcileHistory, over any conversation', () => {
  it('H6: a resending client that asks, regenerates and edits gets the conversation it means, never doubled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const client = new ResendingClient(new Gateway());
        for (const each of steps) await client.take(each);
      }),
      { numRuns: 500 },
    );
  });

  it('H6: a client that resends any last part of its history goes on with the whole of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(12), { maxLength: 12 }), async (windows) => {
        const gateway = new Gateway();
        const conversation: Message[] = [];
        for (const [index, window] of windows.entries()) {
          const question = user(`question ${index}`);
          const incoming = [...conversation, question].slice(-window - 1);
          const visible = assistant(`answer ${index}`);
          const { path, newMessages } = await gateway.run(incoming, [visible], visible);
          expectSame([...path.flatMap(upstreamOf), ...newMessages], [...conversation, question]);
          conversation.push(question, visible);
        }
      }),
    );
  });

  it('H6: whatever two clients of one session send, the model sees it as its last messages, and nothing stored changes', async () => {
    const message = fc.oneof(
      text.map((value) => user(value)),
      text.map((value) => assistant(value)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(message, { minLength: 1, maxLength: 6 }), { maxLength: 8 }),
        async (requests) => {
          const gateway = new Gateway();
          const everStored = new Map<string, string>();
          for (const incoming of requests) {
            const before = (await gateway.store.load(session.key))?.turns ?? [];
            const { path, newMessages, parentId } = await gateway.run(incoming, [assistant('a')], assistant('a'));
            const conversation = [...path.flatMap(viewOf), ...newMessages];
            expect(parentId).toBe(path.at(-1)?.id ?? null);
            expectSame(conversation.slice(-incoming.length), incoming);
            const isThin = !incoming.some(({ role }) => role === 'assistant');
            const goesOn = path.length === before.length && newMessages.length < incoming.length;
            expect(isThin || goesOn || conversation.length === incoming.length).toBe(true);
            for (const turn of (await gateway.store.load(session.key))?.turns ?? []) {
              expect(JSON.stringify(turn)).toBe(everStored.get(turn.id) ?? JSON.stringify(turn));
              everStored.set(turn.id, JSON.stringify(turn));
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
