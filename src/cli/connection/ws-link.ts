import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../../common/clock.js';
import { closeCodes } from '../../gateway-protocol/close-codes.js';
import { maxPayload } from '../../gateway-protocol/limits.js';
import { CliError } from '../cli-error.js';
import type { EventListener, GatewayLink } from '../gateway-link.port.js';
import { connectionLost } from './connect-failure.js';
import { PendingRequests } from './pending-requests.js';
import { readFrame } from './read-frame.js';
import type { Hello } from './read-hello.js';
import { SilenceWatch } from './silence-watch.js';

/** How long the other side may take to close. */
const closeMilliseconds = 1_000;

/** A gateway at the other end of a WebSocket. */
export class WsLink implements GatewayLink {
  hello: GatewayLink['hello'] = { version: 'unknown', scopes: [] };
  readonly closed: Promise<string>;
  private readonly pending = new PendingRequests();
  private readonly listeners = new Set<EventListener>();
  private watch: SilenceWatch | undefined;
  private lost: string | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly clock: Clock,
  ) {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.closed = promise;
    socket.on('message', (data: Buffer) => this.receive(data.toString()));
    socket.on('ping', () => this.watch?.heard());
    socket.on('close', (code, reason) => {
      this.end(describeClose(code, reason.toString()));
      resolve(this.lost ?? '');
    });
    // The close that follows tells the reason; without a listener the process would end.
    socket.on('error', () => undefined);
  }

  /** What the answer to `connect` said. From now on a gateway that is silent for two intervals counts as gone. */
  connected({ hello, tickIntervalMs }: Hello): void {
    this.hello = hello;
    this.watch = new SilenceWatch(this.clock, tickIntervalMs * 2, () => {
      this.lost ??= 'it has been silent for too long';
      this.socket.terminate();
    });
  }

  async request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown> {
    if (this.lost !== undefined) throw connectionLost(this.lost);
    const id = this.pending.nextId();
    const frame = JSON.stringify({ type: 'req', id, method, params });
    if (Buffer.byteLength(frame) > maxPayload) throw tooLarge();
    const answer = this.pending.answerTo(id, onAccepted);
    this.socket.send(frame);
    return answer;
  }

  onEvent(listener: EventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.socket.close(closeCodes.normal);
    const deadline: Timer = this.clock.setTimer(closeMilliseconds, () => {
      this.socket.terminate();
    });
    await this.closed;
    deadline.cancel();
  }

  private receive(text: string): void {
    this.watch?.heard();
    const frame = readFrame(text);
    if (frame?.type === 'res') this.pending.settle(frame);
    else if (frame) for (const listener of [...this.listeners]) listener(frame.event, frame.payload);
  }

  private end(reason: string): void {
    this.lost ??= reason;
    this.watch?.stop();
    this.pending.failAll(connectionLost(this.lost));
  }
}

function tooLarge(): CliError {
  return new CliError(`The request is too large: a gateway takes at most ${maxPayload / 1024 ** 2} MB.`, {
    hint: 'Send less, e.g. fewer or smaller files.',
  });
}

function describeClose(code: number, reason: string): string {
  if (code === closeCodes.serviceRestart) return 'the gateway stops or restarts';
  if (reason !== '') return reason;
  return code === 1006 ? 'it was broken off' : `it was closed with code ${code}`;
}
