import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { JsonObject } from '../../src/common/json.js';

export interface McpExchange {
  method: string | undefined;
  headers: IncomingMessage['headers'];
  /** The JSON-RPC message of a POST. */
  message: JsonObject | undefined;
  response: ServerResponse;
  /** Answers with JSON. */
  reply(result: JsonObject): void;
  /** Begins an event stream; `event` writes a message to it. */
  stream(): { event(message: JsonObject): void };
}

/**
 * A real HTTP server on 127.0.0.1 that speaks streamable HTTP as far as a test lets it. `onCall` answers `tools/call`,
 * `onStream` a GET; without them calls are answered and GET is 405.
 */
export class FakeMcpHttpServer {
  readonly exchanges: McpExchange[] = [];
  toolNames = ['say'];
  session = 'session-1';
  onCall: (exchange: McpExchange) => void = ({ reply }) => reply({ content: [{ type: 'text', text: 'done' }] });
  onStream: (exchange: McpExchange) => void = ({ response }) => response.writeHead(405).end();
  /** Comes before everything else; true when it has answered. */
  intercept: (exchange: McpExchange, path: string) => boolean = () => false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<FakeMcpHttpServer> {
    const server = createServer();
    const fake = new FakeMcpHttpServer(server);
    server.on('request', (request, response) => {
      fake.receive(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/mcp`;
  }

  /** The methods of all messages and requests so far, e.g. `tools/call` or `DELETE`. */
  get seen(): string[] {
    return this.exchanges.map(({ method, message }) =>
      typeof message?.['method'] === 'string' ? message['method'] : (method ?? ''),
    );
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readText(request);
    const message = body === '' ? undefined : (JSON.parse(body) as JsonObject);
    const exchange = exchangeOf(request, response, message);
    this.exchanges.push(exchange);
    if (this.intercept(exchange, request.url ?? '')) return;
    if (request.method === 'GET') this.onStream(exchange);
    else if (request.method === 'DELETE') response.writeHead(200).end();
    else this.answer(exchange);
  }

  private answer(exchange: McpExchange): void {
    const { message, reply, response } = exchange;
    switch (message?.['method']) {
      case 'initialize':
        response.setHeader('mcp-session-id', this.session);
        reply({
          protocolVersion: '2025-06-18',
          capabilities: { tools: { listChanged: true } },
          serverInfo: { name: 'fake', version: '1' },
        });
        return;
      case 'tools/list':
        if (exchange.headers['mcp-session-id'] !== this.session) response.writeHead(404).end();
        else reply({ tools: this.toolNames.map((name) => ({ name, inputSchema: { type: 'object' } })) });
        return;
      case 'tools/call':
        if (exchange.headers['mcp-session-id'] !== this.session) response.writeHead(404).end();
        else this.onCall(exchange);
        return;
      default:
        response.writeHead(202).end();
    }
  }
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, message: JsonObject | undefined): McpExchange {
  return {
    method: request.method,
    headers: request.headers,
    message,
    response,
    reply: (result) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id: message?.['id'], result }));
    },
    stream: () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
      return { event: (each) => response.write(`data: ${JSON.stringify({ jsonrpc: '2.0', ...each })}\n\n`) };
    },
  };
}
