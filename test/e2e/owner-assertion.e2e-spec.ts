import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { Clock } from '../../src/common/clock.js';
import { auditLinesIn } from '../support/audit-fixtures.js';
import { type ChatAnswer, says } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { eventually } from '../support/eventually.js';
import { FakeClock } from '../support/fake-clock.js';
import { text, toolCall } from '../support/fake-answers.js';
import { bearer } from '../support/key-file.js';
import { type Signed, assertionOf, assertionSecret, signed } from '../support/owner-assertions.js';
import { servingResponses } from '../support/response-request.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const header = 'x-openclaw-owner-assertion';
const path = '/v1/chat/completions';
const keys = [
  { id: 'site', key: 'a-key-of-the-front-end' },
  { id: 'other', key: 'another-key-of-a-front-end' },
  { id: 'owners', key: 'a-key-that-is-the-owners', owner: true },
  { id: 'desk', key: 'a-key-for-one-agent-only', agents: ['front-desk'], tools: { deny: ['exec'] } },
];
const secretOf = (name: string): string => keys.find(({ id }) => id === name)?.key ?? testToken;
const credentialOf = (name: string): string => (name === 'shared' ? 'shared-token' : `key:${name}`);
const invalid = { status: 403, json: { error: { code: 'owner_assertion_invalid', param: header } } };

let clock: FakeClock;
let gateway: TestGateway;
let off: TestGateway;

const start = (auth: Record<string, unknown>) =>
  TestGateway.start({
    gateway: {
      auth: { mode: 'token', token: testToken, keys, ...auth },
      trustedProxies: ['127.0.0.1'],
      ...servingResponses(),
    },
    sections: {
      agents: {
        defaults: { model: 'fake/model', embeddingModel: 'fake/model' },
        list: [
          { id: 'main', default: true },
          { id: 'front-desk', publicMode: true },
        ],
      },
    },
    override: (builder) => builder.overrideProvider(Clock).useValue(clock),
  });

beforeAll(async () => {
  clock = new FakeClock();
  gateway = await start({ ownerAssertion: { secret: assertionSecret }, rateLimit: { maxAttempts: 1_000 } });
  off = await start({});
});
afterAll(() => Promise.all([gateway.close(), off.close()]));
afterEach(() => {
  gateway.upstream.reset();
  WsClient.cutAll();
});

interface Sent {
  key?: string;
  method?: string;
  path?: string;
  /** The body that is sent. */
  body?: unknown;
  /** What is signed otherwise than sent; null sends no assertion. */
  sign?: Partial<Signed> | null | undefined;
  headers?: Record<string, string>;
  to?: TestGateway;
}

const bodyOf = (body: unknown): string => (body === undefined ? '' : JSON.stringify(body));

/** The assertion that a front end makes of what it sends. */
function vouch({ key = 'site', method = 'POST', path: target = path, body, sign }: Sent): string {
  const time = Math.floor(clock.now() / 1000);
  return assertionOf(signed({ method, target, body: bodyOf(body), key: credentialOf(key), time, ...sign }));
}

async function send(sent: Sent): Promise<ChatAnswer> {
  const { key = 'site', method = 'POST', path: target = path, body, sign, headers, to = gateway } = sent;
  const response = await fetch(to.url + target, {
    method,
    headers: {
      ...bearer(secretOf(key)),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(sign === null ? {} : { [header]: vouch(sent) }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: bodyOf(body) }),
  });
  const answer = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text: answer,
    json: isJson ? JSON.parse(answer) : undefined,
  };
}

const hello = (model = 'openclaw', further: Record<string, unknown> = {}) => ({
  model,
  messages: [says('hi')],
  ...further,
});
const ownerOf = ({ headers }: ChatAnswer, at = gateway) =>
  at.app.get(RunJournal).find(headers.get('x-openclaw-run-id') ?? '')?.record.owner;

describe('C6: x-openclaw-owner-assertion', () => {
  it('makes a run of a key that is not the owner’s an owner run, and the record says why', async () => {
    for (const further of [{}, { stream: true }]) {
      const answer = await send({ body: hello('openclaw', further) });
      expect([answer.status, ownerOf(answer)]).toEqual([200, { isOwner: true, why: 'assertion' }]);
    }
    expect(ownerOf(await send({ body: hello(), sign: null }))).toEqual({ isOwner: false, why: 'credential' });
  });

  it('gives what only the owner has: another model, runs, and the explanation', async () => {
    const model = { 'x-openclaw-model': 'fake/model' };
    expect((await send({ body: hello(), headers: model, sign: null })).status).toBe(403);
    expect((await send({ body: hello(), headers: model })).status).toBe(200);
    const runs = { method: 'GET', path: '/v1/runs?limit=5' };
    expect((await send({ ...runs, sign: null })).status).toBe(403);
    expect((await send(runs)).status).toBe(200);
    const explain = { path: '/v1/explain', body: hello() };
    expect((await send({ ...explain, sign: null })).status).toBe(403);
    expect((await send(explain)).json.owner).toEqual({ is_owner: true, because: expect.stringContaining(header) });
  });

  it('leaves the key as narrow as it is', async () => {
    expect((await send({ key: 'desk', body: hello('openclaw:main') })).json.error.code).toBe('agent_not_allowed');
    const answer = await send({ key: 'desk', body: hello() });
    expect(ownerOf(answer)).toEqual({ isOwner: true, why: 'assertion' });
    expect(answer.headers.get('x-openclaw-session-key')).toMatch(/^agent:front-desk:key:desk:/);
    expect(gateway.upstream.requests.at(-1)?.raw).not.toContain('"exec"');
  });

  it('the header that says false wins', async () => {
    for (const value of ['false', 'maybe']) {
      const answer = await send({ body: hello(), headers: { 'x-openclaw-sender-is-owner': value } });
      expect(ownerOf(answer)).toMatchObject({ isOwner: false, why: 'header' });
    }
  });

  it('a response that was made so is found again so, and not without', async () => {
    const made = await send({ path: '/v1/responses', body: { model: 'openclaw', input: 'hi' } });
    const found = { method: 'GET', path: `/v1/responses/${made.json.id}` };
    expect((await send(found)).json.id).toBe(made.json.id);
    expect((await send({ ...found, sign: null })).status).toBe(404);
  });

  it.each<[string, Partial<Signed>]>([
    ['secret', { secret: 'another-secret-of-more-than-32-bytes' }],
    ['path', { target: '/v1/responses' }],
    ['query', { target: `${path}?more=1` }],
    ['method', { method: 'PUT' }],
    ['key', { key: 'key:other' }],
    ['body', { body: bodyOf(hello('openclaw:front-desk')) }],
    ['time, which is over', { time: new FakeClock().now() / 1000 - 61 }],
    ['time, which is to come', { time: new FakeClock().now() / 1000 + 61 }],
  ])('is refused where it was made for another %s, and no run comes of it', async (_name, sign) => {
    expect(await send({ body: hello(), sign })).toMatchObject(invalid);
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('is refused for a key that another front end has', async () => {
    const assertion = vouch({ key: 'site', body: hello() });
    const stolen = await send({ key: 'other', body: hello(), sign: null, headers: { [header]: assertion } });
    expect(stolen).toMatchObject(invalid);
  });

  it('is taken once, also of many at once, and a changed body uses it up', async () => {
    const once = { body: hello(), sign: { nonce: 'one-nonce-for-all-of-them' } };
    const all = await Promise.all(Array.from({ length: 50 }, () => send(once)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(all.filter(({ json }) => json.error?.message.includes('used before'))).toHaveLength(49);
    const assertion = vouch({ body: hello() });
    const withBody = (body: unknown) => send({ body, sign: null, headers: { [header]: assertion } });
    expect((await withBody(hello('openclaw', { n: 1 }))).json.error.message).toContain('body');
    expect((await withBody(hello())).json.error.message).toContain('used before');
  });

  it('M3: the audit log names why and whose each refused one was, also of another body', async () => {
    const refused: [string, Partial<Signed>][] = [
      ['body', { body: '{}' }],
      ['wrong', { secret: 'another-secret-of-more-than-32-bytes' }],
      ['stale', { time: new FakeClock().now() / 1000 - 61 }],
      ['malformed', { nonce: 'short' }],
    ];
    for (const [index, [, sign]] of refused.entries()) {
      // A client of its own for each: of one there are ten lines a minute, and the others are counted.
      const headers = { 'x-forwarded-for': `203.0.113.${index}` };
      expect(await send({ body: hello(), sign, headers })).toMatchObject(invalid);
    }
    const lines = () =>
      auditLinesIn(join(gateway.stateDir, 'audit')).filter(({ client }) => String(client).startsWith('203.0.113.'));
    await eventually(() => lines().length === refused.length);
    expect(lines().map(({ kind, client, reason, credential }) => [kind, client, reason, credential])).toEqual(
      refused.map(([fault], index) => ['auth.failed', `203.0.113.${index}`, `assertion-${fault}`, 'key:site']),
    );
  });

  it('is refused where it is sent twice, or cannot be read', async () => {
    const twice = `${vouch({ body: hello() })}, ${vouch({ body: hello() })}`;
    for (const value of [twice, 'true', '', 'v1;key=key:site']) {
      expect(await send({ body: hello(), sign: null, headers: { [header]: value } })).toMatchObject(invalid);
    }
    expect(gateway.upstream.requests).toEqual([]);
  });

  it.each<[string, Partial<Signed>, string]>([
    ['forged', { secret: 'another-secret-of-more-than-32-bytes' }, 'Sign its method, its path with the query'],
    ['too old', { time: new FakeClock().now() / 1000 - 61 }, 'set the clock of the sender right'],
    ['of the future', { time: new FakeClock().now() / 1000 + 61 }, 'set the clock of the sender right'],
    ['of another body', { body: '{}' }, 'Sign the bytes that are sent'],
    ['of a nonce that is none', { nonce: 'short' }, 'Send it once, as "v1;key=…;time=…;nonce=…;body=…;sig=…"'],
  ])('one that is %s is told what to do', async (_name, sign, told) => {
    const { json } = await send({ body: hello(), sign });
    expect(json.error.message).toContain(told);
  });

  it.each<[string, null | undefined, null | undefined]>([
    ['an assertion', undefined, null],
    ['no assertion', null, undefined],
  ])(
    'K4: a call with %s is another one than without, whatever idempotency key they share',
    async (name, one, other) => {
      const asks = (sign?: null) =>
        send({ body: hello('openclaw', { user: name }), headers: { 'idempotency-key': name }, sign });
      const answer = await asks(one);
      const conflict = await asks(other);
      expect([answer.status, conflict.status, conflict.json.error.code]).toEqual([
        200,
        409,
        'idempotency_key_conflict',
      ]);
      const again = await asks(one);
      expect([again.text, again.headers.get('x-openclaw-idempotent-replay')]).toEqual([answer.text, 'true']);
      expect(gateway.upstream.requests).toHaveLength(1);
    },
  );

  it('K4: a retry that counts gets the answer to an assertion only with another one', async () => {
    gateway.upstream.script(toolCall('write', { path: 'note.txt', content: 'x' }), text('written for the owner'));
    const asks = (retry: string, sign?: null) =>
      send({ body: hello('openclaw', { user: 'counting' }), headers: { 'x-stainless-retry-count': retry }, sign });
    const answer = await asks('0');
    expect([answer.json.choices[0].message.content, gateway.upstream.requests.length]).toEqual([
      'written for the owner',
      2,
    ]);
    const guest = await asks('1', null);
    expect([guest.status, ownerOf(guest)]).toEqual([200, { isOwner: false, why: 'credential' }]);
    expect(guest.text).not.toContain('written for the owner');
    expect((await asks('1')).text).toBe(answer.text);
  });

  it('tells nothing of the secret, and nothing of the assertion reaches the provider or the log', async () => {
    gateway.upstream.script(text('hello'));
    const answer = await send({ body: hello(), headers: { 'x-marker': 'none' } });
    const told = JSON.stringify([answer.text, [...answer.headers], gateway.upstream.requests, gateway.logLines]);
    expect(told).not.toContain(assertionSecret);
    expect(told).not.toMatch(/v1;key=/);
  });

  it('is not looked at on a WebSocket', async () => {
    const assertion = vouch({ method: 'GET', path: '/' });
    const client = await WsClient.connect(
      gateway,
      { auth: { token: secretOf('site') } },
      { headers: { [header]: assertion } },
    );
    const { accepted, completed } = await client.startAgent({ message: 'hi', idempotencyKey: 'socket' });
    await completed;
    expect(gateway.app.get(RunJournal).find(accepted.payload.runId)?.record.owner.isOwner).toBe(false);
  });

  it('has no effect where it is not configured, and the answer and the log say so', async () => {
    for (const value of [vouch({ body: hello() }), 'nonsense']) {
      const answer = await send({ body: hello(), sign: null, headers: { [header]: value }, to: off });
      expect([answer.status, ownerOf(answer, off)]).toMatchObject([200, { isOwner: false, why: 'credential' }]);
      expect(answer.headers.get('x-openclaw-warning')).toContain(header);
    }
    expect(off.logLines.join('')).toContain('gateway.auth.ownerAssertion is not set');
    expect((await send({ body: hello(), sign: null, to: off })).headers.has('x-openclaw-warning')).toBe(false);
  });
});

const assertions: [name: string, sign: Partial<Signed> | null, isValid: boolean][] = [
  ['none', null, true],
  ['valid', {}, true],
  ['forged', { secret: 'another-secret-of-more-than-32-bytes' }, false],
  ['of another body', { body: 'x' }, false],
  ['of another key', { key: 'key:somebody' }, false],
  ['too old', { time: 1_000 }, false],
];
const cells = ['shared', 'owners', 'site', 'desk'].flatMap((key) =>
  [undefined, 'true', 'false', 'perhaps'].flatMap((claim) =>
    ['main', 'front-desk'].flatMap((agent) =>
      assertions.flatMap((assertion) =>
        ['chat', 'stream', 'responses', 'explain'].map((endpoint) => ({ key, claim, agent, assertion, endpoint })),
      ),
    ),
  ),
);
type Cell = (typeof cells)[number];

describe('C6, F1: key x header x assertion x agent x endpoint', () => {
  const mayBeOwner = (key: string): boolean => key === 'shared' || key === 'owners';

  function expected({ key, claim, agent, assertion: [name, , isValid], endpoint }: Cell): unknown {
    if (!isValid) return { refused: 403 };
    const isAsserted = name === 'valid';
    if (endpoint === 'explain' && !mayBeOwner(key) && !isAsserted) return { refused: 403 };
    if (key === 'desk' && agent === 'main') return { refused: 403 };
    const says = claim === 'true' || (claim === undefined && (isAsserted || agent === 'main'));
    return { isOwner: says && (mayBeOwner(key) || isAsserted) };
  }

  async function observed({ key, claim, agent, assertion: [, sign], endpoint }: Cell): Promise<unknown> {
    const model = `openclaw:${agent}`;
    const to = {
      chat: { path, body: hello(model) },
      stream: { path, body: hello(model, { stream: true }) },
      responses: { path: '/v1/responses', body: { model, input: 'hi', store: false } },
      explain: { path: '/v1/explain', body: hello(model) },
    }[endpoint];
    const headers: Record<string, string> = claim === undefined ? {} : { 'x-openclaw-sender-is-owner': claim };
    const answer = await send({ key, sign, headers, ...to });
    if (answer.status !== 200) return { refused: answer.status };
    if (endpoint !== 'explain') return { isOwner: ownerOf(answer)?.isOwner };
    const { refusal, owner } = answer.json;
    return refusal ? { refused: refusal.status } : { isOwner: owner.is_owner };
  }

  it(`the right is what the table says, in ${cells.length} cells`, async () => {
    for (let index = 0; index < cells.length; index += 64) {
      const some = cells.slice(index, index + 64);
      const found = await Promise.all(some.map(async (cell) => ({ cell, found: await observed(cell) })));
      expect(found).toEqual(some.map((cell) => ({ cell, found: expected(cell) })));
    }
  });
});
