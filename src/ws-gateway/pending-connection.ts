import type { RawData, WebSocket } from 'ws';
import type { Clock, Timer } from '../common/clock.js';
import { InternalError } from '../common/internal-error.js';
import type { Operator } from '../control/operator.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import type { RequestFrame } from '../gateway-protocol/frames.js';
import { connectMilliseconds, maxPayloadBeforeConnect } from '../gateway-protocol/limits.js';
import { mapGatewayError } from '../gateway-protocol/map-gateway-error.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';
import { ConnectRefusedError } from './connect-refused.error.js';
import type { FrameSender } from './frame-sender.js';
import { frameText } from './frame-text.js';
import type { UpgradedRequest } from './gateway-ws.adapter.js';
import type { Handshake } from './handshake.service.js';
import { type ParsedFrame, parseFrame } from './parse-frame.js';

export interface PendingConnectionServices {
  handshake: Handshake;
  clock: Clock;
  sender: FrameSender;
  nonce: string;
  /** Gets the operator, the id of the `connect` request, and what the client has sent behind it. */
  onConnected(operator: Operator, requestId: string, further: readonly string[]): void;
  /** Is told once that it is no longer pending: it was let in, or is gone. */
  onOver(): void;
  /** Is told why a client was not let in, for the log. */
  onRefused(shape: ErrorShape): void;
  onFault: (error: unknown) => void;
}

/** Bytes in which a client that is turned away can answer the close; more of it is not read. */
const lastWordsBytes = 1_024;

/** Pings before `connect` are not answered; no honest client sends so many. */
const mostPings = 16;

/** A client that has not said yet who it is: it may send little, and has little time. */
export class PendingConnection {
  private readonly timer: Timer;
  private bytes = 0;
  private pings = 0;
  /** A frame has up to 14 bytes of its own around what it carries. */
  private allowedBytes = maxPayloadBeforeConnect + 14;
  private isJudged = false;
  private further: string[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly request: UpgradedRequest,
    private readonly services: PendingConnectionServices,
  ) {
    const { clock, nonce, sender } = services;
    this.timer = clock.setTimer(connectMilliseconds, () => {
      // As the other gateways of this protocol do it: without a word.
      this.end(closeCodes.normal, '');
    });
    socket.on('message', this.onMessage);
    socket.on('ping', this.onPing);
    socket.once('close', this.release);
    request.socket.on('data', this.onBytes);
    const payload = { nonce, ts: clock.now() };
    sender.send(JSON.stringify({ type: 'event', event: 'connect.challenge', payload }));
  }

  /** The gateway stops. */
  stop(reason: string): void {
    this.end(closeCodes.serviceRestart, reason);
  }

  /** Counts what a client sends as it comes, since a frame would be gathered in memory up to the limit for connected ones. */
  private readonly onBytes = (chunk: Buffer): void => {
    this.bytes += chunk.length;
    if (this.bytes <= this.allowedBytes) return;
    this.end(closeCodes.tooLarge, 'too much before connect');
    // What it goes on sending is left where it is, until the connection is cut off.
    this.socket.pause();
  };

  private readonly onMessage = (data: RawData, isBinary: boolean): void => {
    if (isBinary) this.end(closeCodes.unsupportedData, 'binary frames are not supported');
    else if (this.isJudged) this.further.push(frameText(data));
    else this.judge(parseFrame(frameText(data)));
  };

  private readonly onPing = (): void => {
    this.pings += 1;
    if (this.pings > mostPings) this.end(closeCodes.policyViolation, 'too many pings');
  };

  private readonly release = (): void => {
    this.timer.cancel();
    this.socket.off('message', this.onMessage);
    this.socket.off('ping', this.onPing);
    this.socket.off('close', this.release);
    this.request.socket.off('data', this.onBytes);
    this.services.onOver();
  };

  private judge(parsed: ParsedFrame): void {
    this.isJudged = true;
    if (parsed.kind === 'request') this.connect(parsed.frame).catch(this.services.onFault);
    else this.refuse(parsed.id, parsed.error, parsed.closeCode);
  }

  private async connect(frame: RequestFrame): Promise<void> {
    const { rawHeaders, socket } = this.request;
    const origin = { rawHeaders, peer: socket.remoteAddress, nonce: this.services.nonce };
    try {
      const operator = await this.services.handshake.connect(frame, origin);
      if (this.socket.readyState !== this.socket.OPEN) return;
      this.release();
      this.services.onConnected(operator, frame.id, this.further);
    } catch (error) {
      if (error instanceof ConnectRefusedError) this.refuse(frame.id, error.shape, error.closeCode);
      else {
        this.services.onFault(error);
        this.refuse(frame.id, mapGatewayError(new InternalError(error)), closeCodes.policyViolation);
      }
    }
  }

  private refuse(id: string, error: ErrorShape, code: number): void {
    this.services.onRefused(error);
    this.services.sender.send(JSON.stringify({ type: 'res', id, ok: false, error }));
    this.end(code, error.message);
  }

  /** What it sends is counted until it is gone. */
  private end(code: number, reason: string): void {
    this.isJudged = true;
    this.allowedBytes = Math.min(this.allowedBytes, this.bytes + lastWordsBytes);
    this.timer.cancel();
    this.socket.off('message', this.onMessage);
    this.services.sender.close(code, reason);
  }
}
