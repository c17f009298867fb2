/** The least a gateway could do on node:http: check the bearer token, parse the body, forward it, pipe the answer back. */
import { timingSafeEqual } from 'node:crypto';
import { Agent, createServer, request as send } from 'node:http';
import { readBody, serve } from './serve.mjs';

const [, , providerPort, token] = process.argv;
const agent = new Agent({ keepAlive: true });
const expected = Buffer.from(`Bearer ${token}`);

function authorized(request) {
  const given = Buffer.from(request.headers.authorization ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function forward(body, response) {
  const headers = { 'content-type': 'application/json', 'content-length': body.length };
  const path = '/v1/chat/completions';
  const upstream = send({ agent, headers, host: '127.0.0.1', method: 'POST', path, port: providerPort }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  response.on('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  upstream.end(body);
}

const server = createServer(async (request, response) => {
  if (!authorized(request)) {
    response.writeHead(401).end();
    return;
  }
  const body = await readBody(request);
  try {
    JSON.parse(body);
  } catch {
    response.writeHead(400).end();
    return;
  }
  forward(body, response);
});

serve(server);
