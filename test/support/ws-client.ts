import { once } from 'node:events';
import { afterEach } from '@jest/globals';
import { type ClientOptions, WebSocket } from 'ws';
import { testToken } from './create-test-app.js';

/** A frame of the gateway, as it came. */
export interface ReceivedFrame {
  type: string;
  id?: string;
  ok?: boolean;
  event?: string;
  seq?: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the payload it looks into
  payload?: any;
  error?: {
    code: string;
    message: string;
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the same for details
    details?: any;
    retryable?: boolean;
    retryAfterMs?: number;
  };
}

export interface Closing {
  code: number;
  reason: string;
}

export interface OpenOptions extends ClientOptions {
  path?: string;
}

/** Both answers of `agent`, and the id they came under. */
export interface StartedAgent {
  id: string;
  accepted: ReceivedFrame;
  completed: Promise<ReceivedFrame>;
}

/** A machine that is busy with other tests takes its time. */
const patienceMilliseconds = 60_000;

/** Parameters of `connect` for a program that may do everything, with what a test changes. */
export function connectParams(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'cli', version: '1.0.0', platform: 'linux', mode: 'cli' },
    auth: { token: testToken },
    ...overrides,
  };
}

/** A bare client of the Gateway protocol; those of a test are cut off when it is over. */
export class WsClient {
  /** Everything received, in order. */
  readonly frames: ReceivedFrame[] = [];
  readonly closed: Promise<Closing>;
  private readonly watchers = new Set<() => void>();
  private ending: Closing | undefined;
  private count = 0;

  private constructor(readonly socket: WebSocket) {
    clients.push(this);
    // What is wrong with a connection shows in how it is closed.
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString('utf8')) as ReceivedFrame);
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.ending = { code, reason: reason.toString() };
        resolve(this.ending);
        this.wake();
      });
    });
  }

  /** Resolves when the WebSocket is open; nothing has been sent. Rejects where the gateway answers over HTTP instead. */
  static async open({ url }: { url: string }, { path = '/', ...options }: OpenOptions = {}): Promise<WsClient> {
    const client = new WsClient(new WebSocket(url.replace(/^http/, 'ws') + path, options));
    await once(client.socket, 'open');
    return client;
  }

  /** Opens and says hello, with what the test changes in the parameters; rejects unless the gateway lets it in. */
  static async connect(
    gateway: { url: string },
    overrides: Record<string, unknown> = {},
    options: OpenOptions = {},
  ): Promise<WsClient> {
    const client = await WsClient.open(gateway, options);
    const answer = await client.sayHello(overrides);
    if (answer.ok !== true) throw new Error(`not let in: ${JSON.stringify(answer)}`);
    return client;
  }

  static cutAll(): void {
    for (const client of clients.splice(0)) client.socket.terminate();
  }

  get isClosed(): boolean {
    return this.ending !== undefined;
  }

  /** Names of the events received, or the payloads of those of one name. */
  get eventNames(): string[] {
    return this.frames.flatMap(({ event }) => event ?? []);
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the payload it looks into
  payloads(event: string): any[] {
    return this.frames.filter((frame) => frame.event === event).map(({ payload }) => payload);
  }

  /** Waits for the challenge, sends `connect` and resolves with its answer. */
  async sayHello(overrides: Record<string, unknown> = {}): Promise<ReceivedFrame> {
    await this.challenge();
    return this.request('connect', connectParams(overrides));
  }

  async challenge(): Promise<{ nonce: string; ts: number }> {
    return (await this.next(({ event }) => event === 'connect.challenge')).payload as { nonce: string; ts: number };
  }

  /** Sends a frame; anything but a text is sent as JSON. */
  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame));
  }

  /** Sends a request and returns its id. */
  ask(method: string, params?: unknown, id = `${++this.count}:request`): string {
    this.send({ type: 'req', id, method, ...(params === undefined ? {} : { params }) });
    return id;
  }

  /** Sends a request and resolves with its first answer. */
  request(method: string, params?: unknown): Promise<ReceivedFrame> {
    return this.answer(this.ask(method, params));
  }

  /** The payload of the answer; rejects where it is an error. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the payload it looks into
  async result(method: string, params?: unknown): Promise<any> {
    const answer = await this.request(method, params);
    if (answer.ok !== true) throw new Error(`${method} failed: ${JSON.stringify(answer.error)}`);
    return answer.payload;
  }

  /** Resolves with the answer of this id that is the `index`-th. */
  async answer(id: string, index = 0): Promise<ReceivedFrame> {
    await this.until(() => this.answers(id).length > index);
    return this.answers(id)[index];
  }

  answers(id: string): ReceivedFrame[] {
    return this.frames.filter((frame) => frame.type === 'res' && frame.id === id);
  }

  /** Calls `agent` and resolves with its first answer; rejects where that is an error. */
  async startAgent(params: Record<string, unknown>): Promise<StartedAgent> {
    const id = this.ask('agent', params);
    const accepted = await this.answer(id);
    if (accepted.ok !== true) throw new Error(`not accepted: ${JSON.stringify(accepted.error)}`);
    const completed = this.answer(id, 1);
    // A test whose client leaves does not wait for it.
    completed.catch(() => undefined);
    return { id, accepted, completed };
  }

  /** The first frame that fits, of those received and those to come. */
  async next(fits: (frame: ReceivedFrame) => boolean): Promise<ReceivedFrame> {
    await this.until(() => this.frames.some(fits));
    return this.frames.find(fits) ?? { type: 'none' };
  }

  /** Resolves when this event has come, with a payload that fits. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the payload it looks into
  async event(name: string, fits: (payload: any) => boolean = () => true): Promise<any> {
    return (await this.next(({ event, payload }) => event === name && fits(payload))).payload;
  }

  /** Resolves when everything that the gateway had to say so far has come. */
  async settled(): Promise<void> {
    await this.request('commands.list');
  }

  private until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        if (error) reject(error);
        else resolve();
      };
      const fail = (why: string): void =>
        done(new Error(`${why}, waiting for: ${condition.toString()}; last frames: ${this.lastFrames()}`));
      const look = (): void => {
        if (condition()) done();
        else if (this.ending) fail(`closed with ${this.ending.code} ${this.ending.reason}`);
      };
      const timer = setTimeout(() => fail(`not within ${patienceMilliseconds} ms`), patienceMilliseconds);
      this.watchers.add(look);
      look();
    });
  }

  private lastFrames(): string {
    return JSON.stringify(this.frames.slice(-5)).slice(-2_000);
  }

  private wake(): void {
    for (const look of [...this.watchers]) look();
  }
}

const clients: WsClient[] = [];

afterEach(() => WsClient.cutAll());
