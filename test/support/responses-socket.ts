import { once } from 'node:events';
import { afterEach } from '@jest/globals';
import { type ClientOptions, WebSocket } from 'ws';
import { testToken } from './create-test-app.js';
import { eventually } from './eventually.js';
import { expectValid, expectValidResponseEvent } from './openai-schema.js';
import { type ResponseEvent, joinDeltas, joinedOf } from './response-stream.js';

/** A frame of the gateway: an event of a response, or an error. */
export interface SocketEvent extends ResponseEvent {
  stream_id?: string;
  openclaw?: { ignored_fields: string[] };
  status?: number;
  error?: {
    type: string;
    code: string;
    message: string;
    param: string | null;
    headers: Record<string, string>;
  };
}

const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error']);

/** A bare client of responses over a WebSocket; each frame is checked against both published schemas. Those of a test are cut off when it is over. */
export class ResponsesSocket {
  /** Everything received, in order. */
  readonly events: SocketEvent[] = [];
  readonly faults: string[] = [];
  closing: { code: number; reason: string } | undefined;
  private taken = 0;

  private constructor(readonly socket: WebSocket) {
    sockets.push(this);
    // What is wrong with a connection shows in how it is closed.
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => this.receive(data.toString('utf8')));
    socket.once('close', (code, reason) => (this.closing = { code, reason: reason.toString() }));
  }

  /** Rejects where the gateway answers over HTTP instead. */
  static async open({ url }: { url: string }, { headers, ...options }: ClientOptions = {}): Promise<ResponsesSocket> {
    const client = new ResponsesSocket(
      new WebSocket(`${url.replace(/^http/, 'ws')}/v1/responses`, {
        headers: { authorization: `Bearer ${testToken}`, ...headers },
        ...options,
      }),
    );
    await once(client.socket, 'open');
    return client;
  }

  static cutAll(): void {
    for (const client of sockets.splice(0)) client.socket.terminate();
  }

  /** Asks for a response; a text is sent as it is. */
  ask(request: Record<string, unknown> | string): void {
    const frame = typeof request === 'string' ? request : JSON.stringify({ type: 'response.create', ...request });
    this.socket.send(frame);
  }

  /** Asks for a response and resolves with its events. */
  create(request: Record<string, unknown> | string): Promise<SocketEvent[]> {
    this.ask(request);
    return this.turn();
  }

  /** As `create`, with the response; rejects where there is none. */
  async respond(request: Record<string, unknown>): Promise<NonNullable<ResponseEvent['response']>> {
    const last = (await this.create(request)).at(-1);
    if (!last?.response) throw new Error(`No response: ${JSON.stringify(last)}`);
    return last.response;
  }

  /** As `create`, with the error; rejects where there is another event. */
  async refusal(request: Record<string, unknown> | string): Promise<SocketEvent> {
    const [first, ...others] = await this.create(request);
    if (!first?.error || others.length > 0) throw new Error(`No error: ${JSON.stringify([first, ...others])}`);
    return first;
  }

  /** The events up to the next that ends a response, of those not asked for yet. */
  async turn(): Promise<SocketEvent[]> {
    const first = this.taken;
    const last = (): number => this.events.findIndex(({ type }, index) => index >= first && terminal.has(type));
    await eventually(() => last() >= 0 || this.closing !== undefined);
    if (this.faults.length > 0) throw new Error(this.faults.join('\n'));
    if (last() < 0) throw new Error(`closed: ${JSON.stringify(this.closing)} after ${JSON.stringify(this.events)}`);
    this.taken = last() + 1;
    return this.events.slice(first, this.taken);
  }

  async closed(): Promise<{ code: number; reason: string } | undefined> {
    await eventually(() => this.closing !== undefined);
    return this.closing;
  }

  private receive(text: string): void {
    try {
      const event: SocketEvent = JSON.parse(text);
      this.events.push(event);
      if (event.type === 'error') expectValid('WebSocketErrorEvent', event, 'openresponses');
      else expectValidResponseEvent(event);
    } catch (error) {
      this.faults.push(String(error));
    }
  }
}

/** Throws unless the events are numbered from 0 and their deltas make the response that they end with. */
export function expectWhole(events: readonly SocketEvent[]): void {
  const numbers = events.map(({ sequence_number: number }) => number);
  if (numbers.some((number, index) => number !== index)) throw new Error(`Not in order: ${JSON.stringify(numbers)}`);
  const output = JSON.stringify(joinedOf(events.at(-1)?.response?.output ?? []));
  if (JSON.stringify(joinDeltas(events)) !== output) throw new Error(`The deltas do not make ${output}`);
}

const sockets: ResponsesSocket[] = [];

afterEach(() => ResponsesSocket.cutAll());
