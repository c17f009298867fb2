import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunJournal } from '../../src/runs/journal/run-journal.service.js';
import { says } from '../support/chat.js';
import {
  type LatticeCaller,
  agentFor,
  hasScope,
  headersOf,
  ownerByHeader,
  scopedCallers,
  startLattice,
  usualCallers,
  wrongCells,
} from '../support/key-lattice.js';
import { ResponsesSocket } from '../support/responses-socket.js';
import type { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

const headers = [undefined, 'true', 'TRUE', ' true', 'false', 'False', '1', 'yes', '"true"', 'true, true'];
const targets = [
  { agent: 'main', model: 'openclaw:main' },
  { agent: 'front-desk', model: 'agent:front-desk' },
  { agent: 'main', model: 'openclaw:front-desk', header: 'main' },
  { agent: 'front-desk', model: 'openclaw', header: 'FRONT-DESK' },
  { agent: undefined, model: 'openclaw' },
];
const messages = [says('hi')];
const endpoints = [
  { path: '/v1/chat/completions', body: { messages } },
  { path: '/v1/chat/completions', body: { messages, stream: true } },
  { path: '/v1/responses', body: { input: 'hi', store: false } },
  { path: '/v1/explain', body: { messages } },
  { path: '/v1/embeddings', body: { input: 'hi' } },
];

/** Reads the headers as the run of a response does. */
const compaction = { path: '/v1/responses/compact', body: { input: 'hi' } };
const someHeaders = [undefined, 'true', 'no'];

interface Factors {
  callers: readonly LatticeCaller[];
  headers: readonly (string | undefined)[];
  endpoints: readonly { path: string; body: object }[];
}

const cellsOf = (of: Factors) =>
  of.callers.flatMap((caller) =>
    of.headers.flatMap((header) =>
      targets.flatMap((target) => of.endpoints.map((endpoint) => ({ caller, header, target, endpoint }))),
    ),
  );
const cells = [
  ...cellsOf({ callers: usualCallers, headers, endpoints }),
  ...cellsOf({ callers: usualCallers, headers: someHeaders, endpoints: [compaction] }),
  ...cellsOf({ callers: scopedCallers, headers: [undefined, 'true'], endpoints: [...endpoints, compaction] }),
];
type Cell = (typeof cells)[number];

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startLattice();
});
afterAll(async () => {
  WsClient.cutAll();
  await gateway.close();
});

async function ask({ caller, header, target, endpoint }: Cell): Promise<Response> {
  return fetch(gateway.url + endpoint.path, {
    method: 'POST',
    headers: {
      ...headersOf(caller, header),
      ...(target.header === undefined ? {} : { 'x-openclaw-agent-id': target.header }),
    },
    body: JSON.stringify({ ...endpoint.body, model: target.model }),
  });
}

/** What the gateway did: the agent that it used, and whether as the owner; `refused` with the status where it did nothing. */
async function observed(cell: Cell): Promise<unknown> {
  const response = await ask(cell);
  const text = await response.text();
  if (response.status !== 200) return { refused: response.status };
  if (cell.endpoint.path === '/v1/embeddings') return { status: 200 };
  if (cell.endpoint.path === '/v1/explain') {
    const { refusal, agent, owner } = JSON.parse(text) as Record<string, Record<string, unknown> | null>;
    return refusal ? { refused: refusal['status'] } : { agent: agent?.['id'], isOwner: owner?.['is_owner'] };
  }
  const record = gateway.app.get(RunJournal).find(response.headers.get('x-openclaw-run-id') ?? '')?.record;
  return { agent: record?.agentId, isOwner: record?.owner.isOwner };
}

function expected({ caller, header, target, endpoint }: Cell): unknown {
  const scope = endpoint.path === '/v1/explain' ? 'operator.read' : 'operator.write';
  if (!hasScope(caller, scope)) return { refused: 403 };
  if (endpoint.path === '/v1/explain' && !caller.owner) return { refused: 403 };
  const agent = agentFor(caller, target.agent);
  if (agent === undefined) return { refused: 403 };
  if (endpoint.path === '/v1/embeddings') return { status: 200 };
  return { agent, isOwner: caller.owner && ownerByHeader(agent, header) };
}

describe('C6, F1: key x header x agent x endpoint', () => {
  it(`in ${cells.length} cells the effective right is what F1 says and never more than the key has`, async () => {
    expect(await wrongCells(cells, { observed, expected })).toEqual([]);
    expect(cells.length).toBeGreaterThan(3_000);
  });

  it('and so it is on the WebSocket of responses, where the headers are those of the upgrade', async () => {
    const connections = usualCallers.flatMap((caller) =>
      headers.flatMap((header) => targets.map((target) => ({ caller, header, target }))),
    );
    for (const { caller, header, target } of connections) {
      const client = await ResponsesSocket.open(gateway, {
        headers: {
          authorization: `Bearer ${caller.secret}`,
          ...(header === undefined ? {} : { 'x-openclaw-sender-is-owner': header }),
          ...(target.header === undefined ? {} : { 'x-openclaw-agent-id': target.header }),
        },
      });
      const last = (await client.create({ model: target.model, input: 'hi', store: false })).at(-1);
      const agent = agentFor(caller, target.agent);
      if (agent === undefined) expect(last?.status).toBe(403);
      else {
        expect(last?.type).toBe('response.completed');
        const record = gateway.app.get(RunJournal).list().at(0)?.record;
        const isOwner = caller.owner && ownerByHeader(agent, header);
        expect([record?.agentId, record?.owner.isOwner]).toEqual([agent, isOwner]);
      }
      client.socket.terminate();
    }
    expect(connections.length).toBeGreaterThan(500);
  });

  it('and so it is on the WebSocket of operators', async () => {
    for (const caller of usualCallers) {
      const client = await WsClient.connect(gateway, { auth: { token: caller.secret } });
      for (const { agent: wanted } of targets) {
        for (const senderIsOwner of [undefined, true, false]) {
          const idempotencyKey = crypto.randomUUID();
          const params = { message: 'hi', idempotencyKey, agentId: wanted, senderIsOwner, sessionKey: idempotencyKey };
          const { ok, payload } = await client.request('agent', params);
          const agent = agentFor(caller, wanted);
          expect(ok).toBe(agent !== undefined);
          if (agent === undefined) continue;
          const record = gateway.app.get(RunJournal).find(payload.runId as string)?.record;
          const header = senderIsOwner === undefined ? undefined : String(senderIsOwner);
          const isOwner = caller.owner && ownerByHeader(agent, header);
          expect([record?.agentId, record?.owner.isOwner]).toEqual([agent, isOwner]);
        }
      }
      client.socket.terminate();
    }
  });
});
