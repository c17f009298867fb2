import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import type { Clock } from '../../common/clock.js';
import { HttpExchanges, type RequestId } from './http-exchanges.js';
import { withDeadline } from '../../common/abort.js';

/** Marks the error that stands in for an answer which never came. */
export const noAnswer = Symbol('no answer');

/** A server gets so long to hear that its session is over. */
const goodbyeSeconds = 1;

/** The SDK's transport, over connections that are bounded and watched. */
export class HttpTransport extends StreamableHTTPClientTransport {
  private closing: Promise<void> | undefined;

  constructor(
    url: URL,
    headers: Readonly<Record<string, string>>,
    private readonly clock: Clock,
    private readonly exchanges = new HttpExchanges(),
  ) {
    super(url, { fetch: exchanges.fetch, requestInit: { headers: { ...headers } } });
    // Whoever connects keeps this listener and adds its own.
    this.onmessage = (message: JSONRPCMessage) => {
      if (!('method' in message) && message.id !== undefined) exchanges.answered(message.id);
    };
    exchanges.onNoAnswer = (id) => this.answerInItsPlace(id);
  }

  override close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  private async end(): Promise<void> {
    this.onmessage = () => undefined;
    const limits = { clock: this.clock, seconds: goodbyeSeconds, signal: new AbortController().signal };
    // The server may be gone already; then there is nobody to tell.
    await withDeadline(limits, () => this.terminateSession()).catch(() => undefined);
    await super.close();
    await this.exchanges.close();
  }

  private answerInItsPlace(id: RequestId): void {
    const error = { code: ErrorCode.ConnectionClosed, message: 'the answer broke off', data: noAnswer };
    this.onmessage?.({ jsonrpc: '2.0', id, error });
  }
}
