import type { OperatorScope } from '../../src/common/operator-scopes.js';
import { operatorScopes } from '../../src/common/operator-scopes.js';
import { testToken } from './create-test-app.js';
import { servingResponses } from './response-request.js';
import { TestGateway } from './test-gateway.js';

/** Somebody who calls, and what the rules have to say of them. */
export interface LatticeCaller {
  /** Of a named key; undefined for the shared credential. */
  id: string | undefined;
  secret: string;
  owner: boolean;
  /** Undefined: all. */
  agents: readonly string[] | undefined;
  scopes: readonly OperatorScope[];
}

const agentSets = [undefined, ['main'], ['front-desk'], ['main', 'front-desk'], []];
const usualScopes: readonly OperatorScope[] = ['operator.read', 'operator.write'];

const usualKeys = [true, false].flatMap((owner) =>
  agentSets.map((agents, index) => ({
    id: `${owner ? 'owner' : 'guest'}-${index}`,
    owner,
    agents,
    scopes: usualScopes,
  })),
);
const scopedKeys: Omit<LatticeCaller, 'secret'>[] = [
  { id: 'admin', owner: true, agents: undefined, scopes: ['operator.admin'] },
  { id: 'reader', owner: true, agents: undefined, scopes: ['operator.read'] },
  { id: 'guest-reader', owner: false, agents: ['main'], scopes: ['operator.read'] },
  { id: 'nobody', owner: true, agents: undefined, scopes: [] },
];

const withSecret = <Key extends { id: string | undefined }>(key: Key) => ({
  ...key,
  secret: `a-secret-of-the-lattice-${key.id}`,
});
const shared: LatticeCaller = {
  id: undefined,
  secret: testToken,
  owner: true,
  agents: undefined,
  scopes: operatorScopes,
};

/** The shared credential, and keys of every owner and agent set with the usual scopes. */
export const usualCallers: readonly LatticeCaller[] = [shared, ...usualKeys.map(withSecret)];
/** Keys of other scopes. */
export const scopedCallers: readonly LatticeCaller[] = scopedKeys.map(withSecret);
export const allCallers: readonly LatticeCaller[] = [...usualCallers, ...scopedCallers];

/** A gateway that knows all callers, with the agents `main` and, public, `front-desk`. */
export function startLattice(): Promise<TestGateway> {
  const keys = allCallers.flatMap(({ id, secret, owner, agents, scopes }) =>
    id === undefined ? [] : [{ id, key: secret, owner, scopes, ...(agents ? { agents } : {}) }],
  );
  return TestGateway.start({
    gateway: { auth: { mode: 'token', token: testToken, keys }, ...servingResponses() },
    sections: {
      agents: {
        defaults: { model: 'fake/model', embeddingModel: 'fake/model' },
        list: [
          { id: 'main', default: true },
          { id: 'front-desk', publicMode: true },
        ],
      },
    },
  });
}

/** What the table of F1 says for a credential that may be owner. */
export function ownerByHeader(agent: string, header: string | undefined): boolean {
  return header === undefined ? agent !== 'front-desk' : header.trim().toLowerCase() === 'true';
}

/** The agent that the caller gets; undefined where that is one that it may not use. */
export function agentFor({ agents }: LatticeCaller, wanted: string | undefined): string | undefined {
  const agent = wanted ?? (agents && !agents.includes('main') ? agents[0] : 'main');
  return agent !== undefined && mayUse({ agents }, agent) ? agent : undefined;
}

export function mayUse({ agents }: Pick<LatticeCaller, 'agents'>, agent: string): boolean {
  return agents?.includes(agent) ?? true;
}

/** A wider scope includes the narrower ones. */
export function hasScope({ scopes }: LatticeCaller, needed: OperatorScope): boolean {
  return scopes.some((scope) => operatorScopes.indexOf(scope) >= operatorScopes.indexOf(needed));
}

/** Headers of a request by the caller. */
export function headersOf({ secret }: LatticeCaller, ownerHeader?: string): Record<string, string> {
  return {
    authorization: `Bearer ${secret}`,
    'content-type': 'application/json',
    ...(ownerHeader === undefined ? {} : { 'x-openclaw-sender-is-owner': ownerHeader }),
  };
}

/** Asks about every cell, some at a time; gives those where it was not as it had to be. */
export async function wrongCells<Cell extends object>(
  cells: readonly Cell[],
  { observed, expected }: { observed: (cell: Cell) => Promise<unknown>; expected: (cell: Cell) => unknown },
): Promise<unknown[]> {
  const waiting = [...cells];
  const wrong: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
      const [seen, wanted] = [await observed(cell), expected(cell)];
      if (JSON.stringify(seen) !== JSON.stringify(wanted)) wrong.push({ ...cell, seen, wanted });
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return wrong;
}
