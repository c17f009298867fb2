import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ControlDispatcher } from '../../src/control/control-dispatcher.service.js';
import type { OperatorScope } from '../../src/common/operator-scopes.js';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { says } from '../support/chat.js';
import { type Kept, askers, isOf, leaveAll, leaveAnother } from '../support/kept-lattice.js';
import {
  type LatticeCaller,
  agentFor,
  hasScope,
  headersOf,
  mayUse,
  ownerByHeader,
  startLattice,
  wrongCells,
} from '../support/key-lattice.js';
import { operator } from '../support/operator-factory.js';
import { sessionPath } from '../support/operator-http.js';
import type { TestGateway } from '../support/test-gateway.js';
import { type ReceivedFrame, WsClient } from '../support/ws-client.js';

const read = 'operator.read';
const write = 'operator.write';
const admin = 'operator.admin';
const ownerHeaders = [undefined, 'true', 'no'];
/** What decides for sessions and runs over HTTP is whether the header makes an owner, whatever the agent. */
const ownerOrNot = [undefined, 'no'];

let gateway: TestGateway;
let kept: Kept[];

beforeAll(async () => {
  gateway = await startLattice();
});
beforeEach(async () => {
  kept = await leaveAll(gateway);
});
afterAll(() => gateway.close());

function send(caller: LatticeCaller, header: string | undefined, method: string, path: string): Promise<Response> {
  return fetch(gateway.url + path, { method, headers: headersOf(caller, header) });
}

/** Nobody is refused without somebody who is not. */
function expectEach<Result>(results: readonly Result[], wanted: readonly Result[]): void {
  for (const each of wanted)
    expect([each, results.filter((result) => result === each).length > 2]).toEqual([each, true]);
}

describe('C6, F1: key x header x what was kept x route', () => {
  interface Route {
    method: string;
    path: (kept: Kept) => string;
  }

  const cellsOf = (routes: readonly Route[], headers: readonly (string | undefined)[]) =>
    askers.flatMap((caller) =>
      headers.flatMap((header) => kept.flatMap((of) => routes.map((route) => ({ caller, header, of, route })))),
    );
  type Cell = ReturnType<typeof cellsOf>[number];

  const neededFor = ({ method }: Route): OperatorScope => (method === 'GET' ? read : write);

  async function statusOf({ caller, header, of, route }: Omit<Cell, 'of'> & { of: Kept }): Promise<number> {
    const answer = await send(caller, header, route.method, route.path(of));
    await answer.arrayBuffer();
    return answer.status;
  }

  /** The status; a removal that is to succeed has one to itself, and counts only where nothing is left. */
  async function observed(cell: Cell, expected: number): Promise<number> {
    if (cell.route.method !== 'DELETE' || expected !== 200) return statusOf(cell);
    const taken = { ...cell, of: await leaveAnother(gateway, cell.of) };
    const status = await statusOf(taken);
    const after = await statusOf({ ...taken, route: { ...cell.route, method: 'GET' } });
    return after === 404 ? status : after;
  }

  async function expectRights(cells: readonly Cell[], expected: (cell: Cell) => number): Promise<void> {
    expect(await wrongCells(cells, { observed: (cell) => observed(cell, expected(cell)), expected })).toEqual([]);
    for (const route of new Set(cells.map((cell) => cell.route)))
      expectEach(cells.filter((cell) => cell.route === route).map(expected), [200, 403, 404]);
  }

  it('a response is for whoever asked for it, as the owner or not as then, and for the owner by the shared credential', async () => {
    const path = (rest: string) => (of: Kept) => `/v1/responses/${of.response}${rest}`;
    const routes = [
      { method: 'GET', path: path('') },
      { method: 'GET', path: path('?stream=true') },
      { method: 'GET', path: path('/input_items') },
      { method: 'POST', path: path('/cancel') },
      { method: 'DELETE', path: path('') },
    ];
    await expectRights(cellsOf(routes, ownerHeaders), ({ caller, header, of, route }) => {
      if (!hasScope(caller, neededFor(route))) return 403;
      if (!mayUse(caller, of.agent)) return 404;
      const isOwner = caller.owner && ownerByHeader(of.agent, header);
      if (caller === of.maker) return isOwner === of.isOwner ? 200 : 404;
      return isOwner && caller.id === undefined ? 200 : 404;
    });
  });

  it('sessions are for owners, each key its own, and for the shared credential', async () => {
    const path = (rest: string) => (of: Kept) => `${sessionPath(of.session)}${rest}`;
    const routes = [
      { method: 'GET', path: path('') },
      { method: 'POST', path: path('/reset') },
      { method: 'DELETE', path: path('') },
    ];
    await expectRights(cellsOf(routes, ownerOrNot), ({ caller, header, of, route }) => {
      const isOwner = caller.owner && ownerByHeader('main', header);
      if (!hasScope(caller, neededFor(route)) || !isOwner || !mayUse(caller, of.agent)) return 403;
      return isOf(of, caller) ? 200 : 404;
    });
  });

  it('so are runs', async () => {
    const path = (rest: string) => (of: Kept) => `/v1/runs/${of.run}${rest}`;
    const routes = [
      { method: 'GET', path: path('') },
      { method: 'GET', path: path('/events') },
      { method: 'POST', path: path('/cancel') },
    ];
    await expectRights(cellsOf(routes, ownerOrNot), ({ caller, header, of, route }) => {
      const isOwner = caller.owner && ownerByHeader('main', header);
      if (!hasScope(caller, neededFor(route)) || !isOwner) return 403;
      return isOf(of, caller) ? 200 : 404;
    });
  });

  it('a list has what is of the key and its agents, and the shared credential sees all', async () => {
    const cells = askers.flatMap((caller) =>
      ownerHeaders.flatMap((header) =>
        [undefined, 'main', 'front-desk'].flatMap((agent) =>
          (['session', 'run'] as const).map((what) => ({ caller, header, agent, what })),
        ),
      ),
    );
    const wrong = await wrongCells(cells, {
      observed: async ({ caller, header, agent, what }) => {
        const query = agent === undefined ? '' : `&agent=${agent}`;
        const answer = await send(caller, header, 'GET', `/v1/${what}s?limit=200${query}`);
        if (answer.status !== 200) return answer.status;
        const { data } = (await answer.json()) as { data: { key: string; id: string }[] };
        const listed = new Set(data.map(({ key, id }) => (what === 'run' ? id : key)));
        return kept.map((each) => listed.has(each[what]));
      },
      expected: ({ caller, header, agent }) => {
        const isOwner = caller.owner && ownerByHeader('main', header);
        if (!hasScope(caller, read) || !isOwner || (agent !== undefined && !mayUse(caller, agent))) return 403;
        return kept.map((of) => isOf(of, caller) && mayUse(caller, of.agent) && (agent ?? of.agent) === of.agent);
      },
    });
    expect(wrong).toEqual([]);
  });
});

describe('C6, F1: key x method of the WebSocket', () => {
  /** By the scope that they need; of a key, those for the whole gateway need `operator.admin`. */
  const methods: Record<OperatorScope, readonly string[]> = {
    'operator.read': [
      ...['health', 'status', 'models.list', 'agents.list', 'commands.list', 'question.list', 'plugin.approval.list'],
      ...['sessions.list', 'sessions.describe', 'sessions.subscribe', 'sessions.history', 'chat.history'],
      ...['agent.wait', 'explain'],
    ],
    'operator.write': ['agent', 'chat.send', 'chat.abort', 'sessions.create'],
    'operator.admin': ['sessions.reset', 'sessions.delete'],
  };
  const ofTheWholeGateway = [
    'config.get',
    'config.schema',
    'logs.tail',
    'system-presence',
    'models.probe',
    'public.check',
  ];

  async function withEach(ask: (caller: LatticeCaller, client: WsClient) => Promise<void>): Promise<void> {
    for (const caller of askers) {
      const client = await WsClient.connect(gateway, { auth: { token: caller.secret } });
      await ask(caller, client);
      client.socket.terminate();
    }
  }

  /** Why there was no payload; undefined where there is one. */
  function refusalOf({ error }: ReceivedFrame): string | undefined {
    if (error?.details?.code === 'MISSING_SCOPE') return 'scope';
    return error && (error.details?.status === 403 ? 'refused' : String(error.details?.code));
  }

  it('each needs its scope, before anything else is looked at', async () => {
    const table = [...Object.values(methods).flat(), ...ofTheWholeGateway].sort();
    expect(gateway.app.get(ControlDispatcher).methodNames(operator()).sort()).toEqual(table);
    await withEach(async (caller, client) => {
      for (const method of table) {
        const scope = ([read, write, admin] as const).find((each) => methods[each].includes(method)) ?? admin;
        const answer = await client.request(method, { limit: 'wrong' });
        expect([caller.id, method, refusalOf(answer) === 'scope']).toEqual([
          caller.id,
          method,
          !hasScope(caller, scope),
        ]);
      }
    });
  });

  it('what was kept is there for its key and for the shared credential, and for nobody else', async () => {
    const probes: [
      method: string,
      params: (of: Kept) => object,
      isFound: (payload: ReceivedFrame['payload']) => boolean,
    ][] = [
      ['sessions.describe', ({ session: key }) => ({ key }), ({ session }) => session !== null],
      ['sessions.history', ({ session: key }) => ({ key }), ({ total }) => total > 0],
      ['chat.history', ({ session: sessionKey }) => ({ sessionKey }), ({ messages }) => messages.length > 0],
      ['agent.wait', ({ run: runId }) => ({ runId }), ({ status }) => status === 'ok'],
      ['sessions.reset', ({ session: key }) => ({ key }), ({ existed }) => existed],
      ['sessions.delete', ({ session: key }) => ({ key }), ({ deleted }) => deleted],
    ];
    const results: string[] = [];
    await withEach(async (caller, client) => {
      for (const of of kept) {
        for (const [method, params, isFound] of probes) {
          const scope = methods[admin].includes(method) ? admin : read;
          const isRefused = method !== 'agent.wait' && !mayUse(caller, of.agent);
          const wanted = !hasScope(caller, scope)
            ? 'scope'
            : isRefused
              ? 'refused'
              : isOf(of, caller)
                ? 'found'
                : 'nothing';
          const isTaken = wanted === 'found' && scope === admin;
          const answer = await client.request(method, params(isTaken ? await leaveAnother(gateway, of) : of));
          const refusal = refusalOf(answer)?.replace(/^(session|run)_not_found$/, 'nothing');
          const seen = refusal ?? (isFound(answer.payload) ? 'found' : 'nothing');
          expect([caller.id, method, of.session, seen]).toEqual([caller.id, method, of.session, wanted]);
          results.push(`${method} ${seen}`);
        }
      }
    });
    for (const [method] of probes) expectEach(results, [`${method} found`, `${method} scope`]);
  });

  it('lists have what is of the key and its agents alone', async () => {
    await withEach(async (caller, client) => {
      if (!hasScope(caller, read)) return;
      const agents = ['main', 'front-desk'].filter((agent) => mayUse(caller, agent));
      const lists = ['sessions.list', 'agents.list', 'health', 'status'];
      const answers = await Promise.all(lists.map((method) => client.request(method)));
      if (agents.length === 0) {
        expect([caller.id, ...answers.map(refusalOf)]).toEqual([caller.id, ...lists.map(() => 'refused')]);
        return;
      }
      const [sessions, listed, health, status] = answers.map(({ payload }) => payload);
      const own = kept.filter((of) => isOf(of, caller) && mayUse(caller, of.agent)).map(({ session }) => session);
      const keys = (of: { key: string }[]): string[] => of.map(({ key }) => key);
      const found = keys(sessions.sessions).filter((key) => kept.some(({ session }) => session === key));
      expect([caller.id, found.sort()]).toEqual([caller.id, own.sort()]);
      expect(listed.agents.map(({ id }: { id: string }) => id)).toEqual(agents);
      expect(health.agents.map(({ agentId }: { agentId: string }) => agentId)).toEqual(agents);
      expect(status.agents).toBe(agents.length);
      const isVisible = (key: string): boolean => caller.id === undefined || key.includes(`:key:${caller.id}:`);
      expect(
        [...keys(health.sessions.recent), ...keys(status.sessions.recent)].filter((key) => !isVisible(key)),
      ).toEqual([]);
    });
  });

  it('whatever starts or plans a run does so with the agent and the right that the key has', async () => {
    const claims = [undefined, true, false];
    await withEach(async (caller, client) => {
      for (const wanted of [undefined, 'main', 'front-desk']) {
        const agent = agentFor(caller, wanted);
        const made = await client.request('sessions.create', { key: 'mine', agentId: wanted });
        const place = caller.id === undefined ? '' : `key:${caller.id}:`;
        const key = hasScope(caller, write) && agent !== undefined ? `agent:${agent}:${place}mine` : undefined;
        expect([caller.id, made.payload?.key]).toEqual([caller.id, key]);
        for (const senderIsOwner of claims) {
          const header = senderIsOwner === undefined ? undefined : String(senderIsOwner);
          const run = { agent, isOwner: agent !== undefined && caller.owner && ownerByHeader(agent, header) };
          const may = (scope: OperatorScope, ok: boolean): unknown =>
            !hasScope(caller, scope) ? 'scope' : !ok || agent === undefined ? 'refused' : run;
          const of = { agentId: wanted, senderIsOwner };
          const seen = [await sent(client, of), await explained(client, of)];
          const expected = [may(write, true), may(read, caller.owner)];
          expect([caller.id, wanted, header, ...seen]).toEqual([caller.id, wanted, header, ...expected]);
        }
      }
    });
  });

  async function sent(client: WsClient, of: object): Promise<unknown> {
    const idempotencyKey = crypto.randomUUID();
    const params = { sessionKey: idempotencyKey, message: 'hi', idempotencyKey, ...of };
    const answer = await client.request('chat.send', params);
    const record = gateway.app.get(RunJournal).find(String(answer.payload?.runId))?.record;
    return refusalOf(answer) ?? { agent: record?.agentId, isOwner: record?.owner.isOwner };
  }

  async function explained(client: WsClient, of: object): Promise<unknown> {
    const answer = await client.request('explain', { request: { messages: [says('hi')] }, ...of });
    const refusal = refusalOf(answer);
    if (refusal !== undefined) return refusal;
    const { refusal: told, agent, owner } = answer.payload;
    return told?.status === 403 ? 'refused' : { agent: agent?.id, isOwner: owner?.is_owner };
  }
});
