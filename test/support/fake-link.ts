import type { EventListener, GatewayLink } from '../../src/cli/gateway-link.port.js';

/** What a method answers; a thrown error is a refusal. */
export type FakeMethod = (params: Record<string, unknown>, accept: (payload: unknown) => void) => unknown;

/** A gateway that answers from a table and remembers what it was asked. */
export class FakeLink implements GatewayLink {
  hello = { version: '0.0.0', scopes: ['operator.read', 'operator.write', 'operator.admin'] };
  readonly requests: { method: string; params: Record<string, unknown> }[] = [];
  readonly closed: Promise<string>;
  isClosed = false;
  private readonly listeners = new Set<EventListener>();
  private markClosed: (reason: string) => void = () => undefined;

  constructor(private readonly methods: Record<string, FakeMethod>) {
    this.closed = new Promise((resolve) => {
      this.markClosed = resolve;
    });
  }

  async request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown> {
    const given = { ...(params as Record<string, unknown> | undefined) };
    this.requests.push({ method, params: given });
    const answer = this.methods[method];
    if (!answer) throw new Error(`the fake gateway has no method ${method}`);
    return answer(given, (payload) => onAccepted?.(payload));
  }

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  emit(event: string, payload: unknown): void {
    for (const listener of [...this.listeners]) listener(event, payload);
  }

  /** How many listen to events. */
  get listening(): number {
    return this.listeners.size;
  }

  /** The gateway goes away. */
  lose(reason: string): void {
    this.markClosed(reason);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.markClosed('closed');
  }
}

/** An answer of `agent` for a run that ended with this text. */
export function completedRun(text: string, runId = 'run-1'): unknown {
  return { runId, status: 'ok', summary: 'completed', result: { payloads: [{ text, mediaUrl: null }], meta: {} } };
}
