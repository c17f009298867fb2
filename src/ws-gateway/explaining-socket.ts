import { WebSocket } from 'ws';
import { closeCodes } from '../gateway-protocol/close-codes.js';

/** Why the package closes a connection by itself, which it does without a word. */
const reasons = new Map<number, string>([
  [closeCodes.tooLarge, 'message too large'],
  [closeCodes.invalidPayload, 'text that is not UTF-8'],
  [closeCodes.policyViolation, 'too many pieces of a message'],
  [closeCodes.protocolError, 'not a WebSocket frame'],
]);

/** A connection whose client is told why also where nothing but a code is given. */
export class ExplainingSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason ?? (code === undefined ? undefined : reasons.get(code)));
  }
}
