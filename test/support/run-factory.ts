import type { RunEvent } from '../../src/runs/run-event.js';
import type { RunRequest } from '../../src/runs/run-request.js';
import { resolvedAgent } from './agent-factory.js';
import { sharedToken } from './credentials.js';
import { user } from './conversation-factory.js';

/** A stateless non-owner run of the agent `main`, unless overridden. */
export function runRequest(overrides: Partial<RunRequest> = {}): RunRequest {
  return {
    agent: resolvedAgent(),
    owner: { isOwner: false, why: 'default' },
    credential: sharedToken,
    session: {},
    instructions: [],
    messages: [user('question')],
    clientTools: [],
    toolChoice: { type: 'auto' },
    options: {},
    signal: new AbortController().signal,
    ...overrides,
  };
}

/** All events of a run, in order. */
export async function collectRun(events: AsyncIterable<RunEvent[]>): Promise<RunEvent[]> {
  const collected: RunEvent[] = [];
  for await (const batch of events) collected.push(...batch);
  return collected;
}

export function isTerminal(event: RunEvent): boolean {
  return event.type === 'run-end' || event.type === 'run-error';
}
