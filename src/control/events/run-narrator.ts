import type { GatewayError } from '../../common/gateway-error.js';
import type {
  AgentEventPayload,
  ChatEventPayload,
  ChatMessage,
  ToolData,
  ToolText,
} from '../../gateway-protocol/payloads.js';
import type { RunRecord } from '../../runs/journal/run-record.js';
import type { RunEvent } from '../../runs/run-event.js';
import { isCancellation } from '../../runs/runs.errors.js';
import { spokenText } from '../../runs/spoken-text.js';
import { sessionIdOf } from '../../sessions/session-name.js';
import { parsedArguments } from '../sessions/to-chat-messages.js';
import { toUsagePayload } from './to-usage-payload.js';

export type NarratedEvent =
  { event: 'agent'; payload: AgentEventPayload } | { event: 'chat'; payload: ChatEventPayload };

type AgentStep = AgentEventPayload extends infer Payload
  ? Payload extends { stream: infer Stream; data: infer Data }
    ? { stream: Stream; data: Data }
    : never
  : never;

type ChatStep = ChatEventPayload extends infer Payload
  ? Payload extends { runId: string }
    ? Omit<Payload, 'runId' | 'sessionKey' | 'agentId' | 'seq'>
    : never
  : never;

/** Characters of a text up to which each piece of it comes with all that was said before. */
const longestRepeated = 1_000_000;

/** Tells one run in the events of the protocol. Text is held back until `flush`, so that many small pieces go out as one. */
export class RunNarrator {
  private text = '';
  private held = '';
  private seq = 0;
  private startedAt: number | undefined;

  constructor(
    private readonly run: RunRecord,
    private readonly now: () => number,
  ) {}

  /** Whether there is text that nobody has been told yet. */
  get holdsText(): boolean {
    return this.held !== '';
  }

  /** Characters that have been told so far. */
  get toldCharacters(): number {
    return this.text.length;
  }

  /** What there is to tell right now. */
  tell(events: readonly RunEvent[]): NarratedEvent[] {
    return [...this.begin(events), ...events.flatMap((event) => this.step(event))];
  }

  /** The text held back. */
  flush(): NarratedEvent[] {
    if (this.held === '') return [];
    const delta = this.held;
    this.held = '';
    this.text += delta;
    if (this.text.length > longestRepeated) return [this.agent({ stream: 'assistant', data: { delta } })];
    return [
      this.agent({ stream: 'assistant', data: { text: this.text, delta } }),
      this.chat({ state: 'delta', deltaText: delta, message: this.message() }),
    ];
  }

  private begin(events: readonly RunEvent[]): NarratedEvent[] {
    if (this.startedAt !== undefined || this.isStoppedBeforeItBegan(events)) return [];
    this.startedAt = this.run.startedAt ?? this.now();
    return [
      // A client that reads the whole of a quick run at once learns by this that the reply is its own.
      this.chat({ state: 'delta', deltaText: '', message: this.message() }),
      this.agent({ stream: 'lifecycle', data: { phase: 'start', startedAt: this.startedAt } }),
    ];
  }

  private isStoppedBeforeItBegan([first]: readonly RunEvent[]): boolean {
    return this.run.startedAt === undefined && first?.type === 'run-error' && isCancellation(first.error);
  }

  private step(event: RunEvent): NarratedEvent[] {
    switch (event.type) {
      case 'text-delta':
      case 'refusal-delta':
        this.held += spokenText(event);
        return [];
      case 'tool-start': {
        const args = parsedArguments(event.arguments);
        return this.tool({ toolCallId: event.callId, name: event.name, phase: 'start', args });
      }
      case 'tool-progress': {
        const partialResult = toolText(event.text);
        return this.tool({ toolCallId: event.callId, name: event.name, phase: 'update', partialResult });
      }
      case 'tool-end': {
        const { callId: toolCallId, name, outcome, result } = event;
        const data = { isError: outcome !== 'ok', outcome, result: toolText(result) };
        return this.tool({ toolCallId, name, phase: 'result', ...data });
      }
      case 'run-end':
        return this.end(event);
      case 'run-error':
        return this.fail(event.error);
      case 'model-start':
      case 'reasoning-delta':
      case 'client-tool-call-start':
      case 'client-tool-call-delta':
        return [];
    }
  }

  private tool(data: ToolData): NarratedEvent[] {
    return [...this.flush(), this.agent({ stream: 'tool', data })];
  }

  private end({ finishReason, usage }: Extract<RunEvent, { type: 'run-end' }>): NarratedEvent[] {
    const times = { startedAt: this.startedAt ?? this.now(), endedAt: this.now() };
    const flushed = this.flush();
    return [
      ...flushed,
      this.agent({ stream: 'usage', data: toUsagePayload(usage) }),
      this.agent({ stream: 'lifecycle', data: { phase: 'end', ...times, aborted: false, stopReason: finishReason } }),
      this.chat({ state: 'final', stopReason: finishReason, message: this.message() }),
    ];
  }

  private fail(error: GatewayError): NarratedEvent[] {
    const aborted = isCancellation(error);
    const times = { ...(this.startedAt === undefined ? {} : { startedAt: this.startedAt }), endedAt: this.now() };
    const flushed = this.flush();
    const said = this.text === '' ? {} : { message: this.message() };
    return [
      ...flushed,
      this.agent({ stream: 'lifecycle', data: { phase: 'error', ...times, aborted, error: error.message } }),
      this.chat(
        aborted
          ? { state: 'aborted', stopReason: 'aborted', ...said }
          : { state: 'error', errorMessage: error.message },
      ),
    ];
  }

  private message(): ChatMessage {
    return { role: 'assistant', content: [{ type: 'text', text: this.text }], timestamp: this.now() };
  }

  private agent(step: AgentStep): NarratedEvent {
    const payload = { ...this.origin(), sessionId: sessionIdOf(this.run.sessionKey), ...step, ts: this.now() };
    return { event: 'agent', payload };
  }

  private chat(step: ChatStep): NarratedEvent {
    return { event: 'chat', payload: { ...this.origin(), ...step } };
  }

  private origin() {
    const { id, sessionKey, agentId } = this.run;
    this.seq += 1;
    return { runId: id, sessionKey, agentId, seq: this.seq };
  }
}

function toolText(text: string): ToolText {
  return { content: [{ type: 'text', text }] };
}
