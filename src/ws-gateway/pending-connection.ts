import type { RawData, WebSocket } from 'ws';
import type { Clock, Timer } from '../common/clock.js';
import { InternalError } from '../common/internal-error.js';
import type { Operator } from '../control/operator.js';
import { closeCodes, closeReason } from '../gateway-protocol/close-codes.js';
import { connectMilliseconds, maxPayloadBeforeConnect } from '../gateway-protocol/limits.js';
import { mapGatewayError } from '../gateway-protocol/map-gateway-error.js';
import type { ErrorShape } from '../gateway-protocol/protocol-error.js';
import { ConnectRefusedError } from './connect-refused.error.js';
import type { FrameSender } from './frame-sender.js';
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
  /** Is told why a client was not let in, for the log. */
  onRefused(shape: ErrorShape): void;
  onFault: (error: unknown) => void;
}

/** A client that has not said yet who it is: it may send little, and has little time. */
export class PendingConnection {
  private readonly timer: Timer;
  private bytes = 0;
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
    // A frame has up to 14 bytes of its own around what it carries.
    if (this.bytes <= maxPayloadBeforeConnect + 14) return;
    this.end(closeCodes.tooLarge, 'too much before connect');
    // What it goes on sending is left where it is, until the connection is cut off.
    this.socket.pause();
  };

  private readonly onMessage = (data: RawData, isBinary: boolean): void => {
    if (isBinary) this.end(closeCodes.unsupportedData, 'binary frames are not supported');
    else if (this.isJudged) this.further.push(textOf(data));
    else this.judge(parseFrame(textOf(data)));
  };

  private readonly release = (): void => {
    this.timer.cancel();
    this.socket.off('message', this.onMessage);
    this.socket.off('close', this.release);
    this.request.socket.off('data', this.onBytes);
  };

  private judge(parsed: ParsedFrame): void {
    this.isJudged = true;
    switch (parsed.kind) {
      case 'request':
        this.connect(parsed.frame).catch(this.services.onFault);
        return;
      case 'not-json':
        this.refuse('invalid', notJson, closeCodes.invalidPayload);
        return;
      case 'invalid':
        this.refuse(parsed.id ?? 'invalid', invalidFrame(parsed.problem), closeCodes.policyViolation);
        return;
    }
  }

  private async connect(frame: Extract<ParsedFrame, { kind: 'request' }>['frame']): Promise<void> {
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

  private end(code: number, reason: string): void {
    this.isJudged = true;
    this.release();
    this.services.sender.close(code, closeReason(reason));
  }
}

const notJson: ErrorShape = { code: 'INVALID_REQUEST', message: 'invalid frame: it is not JSON' };

export function invalidFrame(problem: string): ErrorShape {
  return { code: 'INVALID_REQUEST', message: `invalid request frame: ${problem}` };
}

/** ws gives one buffer, unless it is told otherwise. */
export function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : '';
}
