import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RouteFinder } from '../../src/operator-api/openapi/route-finder.service.js';
import { testToken } from '../support/create-test-app.js';
import { type RawAnswer, sendRaw } from '../support/raw-http.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';

const panel = 'https://panel.example';
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** A way in: what the request line begins with, and the header lines that belong to it. */
interface Door {
  name: string;
  method: string;
  path: string;
  headers: readonly string[];
}

let gateway: TestGateway;
let doors: Door[];
let host: string;

beforeAll(async () => {
  gateway = await TestGateway.start({ gateway: { allowedOrigins: [panel], ...servingResponses() } });
  host = `127.0.0.1:${gateway.port}`;
  const headers = [`Authorization: Bearer ${testToken}`];
  const routes = gateway.app.get(RouteFinder).find();
  doors = [
    ...routes.map(({ method, path }) => {
      const place = { method: method.toUpperCase(), path: path.replaceAll(/[*:]\w+/g, 'x') };
      return { name: `${place.method} ${place.path}`, ...place, headers };
    }),
    ...websockets(),
  ];
});
afterAll(() => gateway.close());

async function knock(door: Door, lines: readonly string[], path = door.path, version = '1.1'): Promise<RawAnswer> {
  const head = [`${door.method} ${path} HTTP/${version}`, ...lines, ...door.headers];
  const [answer] = await sendRaw(gateway.url, `${head.join('\r\n')}\r\n\r\n`);
  return answer;
}

/** What each door answers, by its name: the status, and the code or else the message of an error. */
async function knockEverywhere(...given: [lines: (door: Door) => string[], path?: (door: Door) => string]) {
  const [lines, path] = given;
  const answers = await Promise.all(doors.map((door) => knock(door, lines(door), path?.(door))));
  answers.filter(({ status }) => status !== 101).forEach(expectSafeHeaders);
  return doors.map(({ name }, index) => ({ name, status: answers[index]?.status, code: codeOf(answers[index]) }));
}

function codeOf(answer: RawAnswer | undefined): string | undefined {
  if (answer?.headers['content-type']?.includes('json') !== true || answer.body === '') return undefined;
  return (JSON.parse(answer.body) as { error?: { code: string } }).error?.code;
}

const everywhere = (status: number, code: string | null) => doors.map(({ name }) => ({ name, status, code }));

function expectSafeHeaders({ headers }: Pick<RawAnswer, 'headers'>): void {
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': expect.stringMatching(/no-store|no-cache/),
    'x-request-id': expect.stringMatching(/^req_/),
  });
}

describe('M2: the host, at every door', () => {
  it('there are those that matter', () => {
    expect(doors.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'POST /v1/chat/completions',
        'POST /v1/responses',
        'GET /v1/runs',
        'DELETE /v1/sessions/x',
        'the WebSocket of operators',
        'the WebSocket of responses',
      ]),
    );
  });

  it.each([
    'attacker.example',
    'attacker.example:18789',
    'ATTACKER.example.',
    'localhost.attacker.example',
    'localhost..',
    '127.0.0.1.attacker.example',
    'localhost@attacker.example',
    'attacker.example#localhost',
    '[::1]attacker.example',
    '[::1',
    'localhost:99999',
    'localhost, attacker.example',
  ])('a gateway on loopback that is called %j answers 403', async (name) => {
    expect(await knockEverywhere(() => [`Host: ${name}`])).toEqual(everywhere(403, 'host_not_allowed'));
    expect(gateway.upstream.requests).toEqual([]);
  });

  it.each(['localhost', 'LOCALHOST.:1', '127.0.0.1.', '[::1]', '[::ffff:127.0.0.1]:80', 'Panel.Example.:8443'])(
    'it may be called %s',
    async (name) => {
      const codes = (await knockEverywhere(() => [`Host: ${name}`])).map(({ code }) => code);
      expect(codes).not.toContain('host_not_allowed');
      for (const door of websockets()) expect((await knock(door, [`Host: ${name}`])).status).toBe(101);
    },
  );

  it.each([
    ['none', []],
    ['two that differ', ['Host: localhost', 'Host: attacker.example']],
    ['two that are equal', ['Host: localhost', 'HOST: localhost']],
  ])('a request with %s is none', async (_name, lines) => {
    expect(await knockEverywhere(() => lines)).toEqual(everywhere(400, null));
  });

  it('a whole URL in the request line has to name the same host, and one that may be called', async () => {
    const ask = (asked: string, called: string) =>
      knockEverywhere(
        () => [`Host: ${called}`],
        ({ path }) => `http://${asked}${path}`,
      );
    expect(await ask('attacker.example', host)).toEqual(everywhere(400, null));
    expect(await ask(host, 'attacker.example')).toEqual(everywhere(400, null));
    expect(await ask('attacker.example', 'attacker.example')).toEqual(everywhere(403, 'host_not_allowed'));
    for (const door of websockets())
      expect((await knock(door, [`Host: ${host}`], `http://${host}${door.path}`)).status).toBe(101);
    const models = doorAt('/v1/models');
    expect((await knock(models, [`Host: ${host}`], `http://${host}/v1/models`)).status).toBe(200);
  });

  it('HTTP/1.0 may leave it out, which no browser does, but not name another one in the request line', async () => {
    const models = doorAt('/v1/models');
    expect((await knock(models, [], '/v1/models', '1.0')).status).toBe(200);
    expect((await knock(models, [], 'http://attacker.example/v1/models', '1.0')).status).toBe(400);
  });
});

describe('M2: the origin, at every door', () => {
  it.each([
    'https://attacker.example',
    'http://panel.example',
    `${panel}:8443`,
    'null',
    '',
    'file://',
    'http://localhost',
  ])('a page of %j gets 403', async (origin) => {
    expect(await knockEverywhere(() => [`Host: ${host}`, `Origin: ${origin}`])).toEqual(
      everywhere(403, 'origin_not_allowed'),
    );
  });

  it('of two origins the allowed one is no help', async () => {
    const lines = [`Host: ${host}`, `Origin: ${panel}`, 'Origin: https://attacker.example'];
    expect(await knockEverywhere(() => lines)).toEqual(everywhere(403, 'origin_not_allowed'));
    expect(await knockEverywhere(() => [lines[0] ?? '', lines[2] ?? '', lines[1] ?? ''])).toEqual(
      everywhere(403, 'origin_not_allowed'),
    );
  });

  it.each([panel, 'HTTPS://PANEL.EXAMPLE', `${panel}:443`])('a page of %s may come in everywhere', async (origin) => {
    const codes = (await knockEverywhere(() => [`Host: ${host}`, `Origin: ${origin}`])).map(({ code }) => code);
    expect(codes).not.toContain('origin_not_allowed');
  });
});

describe('B8: the headers of every answer', () => {
  it.each([
    ['200', 200, `GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['401', 401, `GET /v1/models HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['404 for an unknown path', 404, `GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['404 for a path that is none', 404, `GET /%zz/.. HTTP/1.1\r\nHost: localhost\r\n\r\n`],
    ['405', 405, `PUT /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${testToken}\r\n\r\n`],
    ['400 for what is not HTTP', 400, 'garbage\r\n\r\n'],
    ['417', 417, `POST /v1/explain HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n`],
    ['431', 431, `GET / HTTP/1.1\r\nHost: localhost\r\nA: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['404 for an upgrade elsewhere', 404, upgradeOf('/elsewhere')],
    ['403 for an upgrade of a foreign page', 403, upgradeOf('/', 'Origin: https://attacker.example\r\n')],
    ['401 for an upgrade without a credential', 401, upgradeOf('/v1/responses')],
    [
      '403 for one of a foreign page, whatever its credential',
      403,
      upgradeOf('/v1/responses', `Origin: https://attacker.example\r\nAuthorization: Bearer ${testToken}\r\n`),
    ],
    ['an upgrade that is incomplete', 400, upgradeOf('/').replace('Sec-WebSocket-Version: 13', 'A: b')],
    ['an upgrade without a key', 400, upgradeOf('/').replace('Sec-WebSocket-Key', 'A')],
  ])('are those of %s', async (_name, status, bytes) => {
    const [answer] = await sendRaw(gateway.url, bytes);
    expect(answer.status).toBe(status);
    expectSafeHeaders(answer);
  });

  it('are those of a preflight and of a stream', async () => {
    const preflight = [`Origin: ${panel}`, 'Access-Control-Request-Method: POST', `Host: ${host}`].join('\r\n');
    const [answer] = await sendRaw(gateway.url, `OPTIONS /v1/chat/completions HTTP/1.1\r\n${preflight}\r\n\r\n`);
    expect(answer.status).toBe(204);
    expectSafeHeaders(answer);
    const { headers } = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${testToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'hi' }] }),
    });
    expectSafeHeaders({ headers: Object.fromEntries(headers) });
  });
});

function doorAt(wanted: string): Door {
  const door = doors.find(({ path }) => path === wanted);
  if (!door) throw new Error(`no door at ${wanted}`);
  return door;
}

/** That of operators takes its credential in a frame, that of responses with the upgrade. */
function websockets(): Door[] {
  const withToken = [...upgrade, `Authorization: Bearer ${testToken}`];
  return [
    { name: 'the WebSocket of operators', method: 'GET', path: '/', headers: upgrade },
    { name: 'the WebSocket of responses', method: 'GET', path: '/v1/responses', headers: withToken },
  ];
}

function upgradeOf(path: string, more = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${upgrade.join('\r\n')}\r\n${more}\r\n`;
}
