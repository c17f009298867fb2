import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** One request as it goes over the wire: header lines as given, so that they may repeat, be odd, or lie. */
export function rawRequest(head: { method?: string; path: string; headers: readonly string[] }, body = ''): string {
  const lines = [`${head.method ?? 'POST'} ${head.path} HTTP/1.1`, 'Host: 127.0.0.1', ...head.headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A whole chat completion request with the given header lines on top of the necessary ones. */
export function rawChatRequest(headers: readonly string[], body: unknown, path = '/v1/chat/completions'): string {
  const json = JSON.stringify(body);
  const length = `Content-Length: ${Buffer.byteLength(json)}`;
  return rawRequest({ path, headers: ['Content-Type: application/json', length, ...headers] }, json);
}

/** Writes bytes to a socket of its own and resolves with the first `count` answers; rejects when fewer come. */
export function sendRaw(url: string, bytes: string, count = 1): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'utf8')));
    const done = (): void => {
      const answers = parseAnswers(received);
      if (answers.length < count) return;
      resolve(answers.slice(0, count));
      socket.destroy();
    };
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      done();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error(`closed after ${parseAnswers(received).length} of ${count} answers: ${received.toString()}`));
    });
  });
}

/** The answers that are complete. */
function parseAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = bytes; ;) {
    const parsed = parseAnswer(rest);
    if (!parsed) return answers;
    answers.push(parsed.answer);
    rest = rest.subarray(parsed.length);
  }
}

function parseAnswer(bytes: Buffer): { answer: RawAnswer; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [statusLine, ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers = Object.fromEntries(lines.map(splitHeader));
  const start = headEnd + 4;
  const body = headers['transfer-encoding'] === 'chunked' ? readChunks(bytes, start) : readSized(bytes, start, headers);
  if (!body) return undefined;
  return { answer: { status: Number(statusLine.split(' ')[1]), headers, body: body.text }, length: body.end };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function readSized(bytes: Buffer, start: number, headers: Record<string, string>) {
  const end = start + Number(headers['content-length'] ?? 0);
  return end > bytes.length ? undefined : { text: bytes.toString('utf8', start, end), end };
}

function readChunks(bytes: Buffer, start: number): { text: string; end: number } | undefined {
  const pieces: Buffer[] = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (end > bytes.length) return undefined;
    if (size === 0) return { text: Buffer.concat(pieces).toString('utf8'), end };
    pieces.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
