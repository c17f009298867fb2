import { says } from './chat.js';
import { type LatticeCaller, allCallers, headersOf, ownerByHeader } from './key-lattice.js';

/** What somebody has left behind: a session, its run, and a response. */
export interface Kept {
  maker: LatticeCaller;
  agent: string;
  isOwner: boolean;
  session: string;
  run: string;
  response: string;
}

interface Making {
  maker: LatticeCaller;
  agent: string;
  header?: string;
}

const makings: readonly Making[] = [
  { maker: callerNamed(undefined), agent: 'main' },
  { maker: callerNamed(undefined), agent: 'front-desk' },
  { maker: callerNamed('owner-0'), agent: 'main' },
  { maker: callerNamed('owner-0'), agent: 'main', header: 'false' },
  { maker: callerNamed('guest-2'), agent: 'front-desk' },
  { maker: callerNamed('admin'), agent: 'front-desk', header: 'true' },
];

/** Those who ask: without the keys whose agents are named and still all that there are. */
export const askers = allCallers.filter(({ agents }) => agents?.length !== 2);

export function leaveAll(gateway: { url: string }): Promise<Kept[]> {
  return Promise.all(makings.map((making) => leave(gateway, making)));
}

/** Another one just like it, for what can be taken away only once. */
export function leaveAnother(gateway: { url: string }, { maker, agent, isOwner }: Kept): Promise<Kept> {
  return leave(gateway, { maker, agent, header: String(isOwner) });
}

/** Whether what somebody made is theirs or, by the shared credential, everybody's. */
export function isOf({ maker }: Kept, caller: LatticeCaller): boolean {
  return caller.id === undefined || caller === maker;
}

let count = 0;

async function leave({ url }: { url: string }, { maker, agent, header }: Making): Promise<Kept> {
  const post = (path: string, body: object, more: Record<string, string> = {}): Promise<Response> => {
    const init = { method: 'POST', headers: { ...headersOf(maker, header), ...more } };
    return fetch(url + path, { ...init, body: JSON.stringify({ model: `openclaw:${agent}`, ...body }) });
  };
  const session = { 'x-openclaw-session-key': `left-${(count += 1)}` };
  const talk = await post('/v1/chat/completions', { messages: [says('hi')] }, session);
  const { id: response } = (await (await post('/v1/responses', { input: 'hi' })).json()) as { id: string };
  const isOwner = maker.owner && ownerByHeader(agent, header);
  return { maker, agent, isOwner, session: told(talk, 'session-key'), run: told(talk, 'run-id'), response };
}

function told({ headers }: Response, name: string): string {
  const value = headers.get(`x-openclaw-${name}`);
  if (value === null) throw new Error(`No ${name} was told.`);
  return value;
}

function callerNamed(id: string | undefined): LatticeCaller {
  const caller = allCallers.find((each) => each.id === id);
  if (!caller) throw new Error(`No caller ${String(id)}`);
  return caller;
}
