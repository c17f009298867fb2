import type { ResolvedAgent } from '../../agents/resolved-agent.js';
import type { Credential } from '../../auth/credential.js';
import type { RunRequest } from '../../runs/run-request.js';

export interface ProbedRun {
  agent: ResolvedAgent;
  isOwner: boolean;
  messageChannel: string | undefined;
  credential: Credential;
  signal: AbortSignal;
}

/** A run in which the client says as little as can be, so that all else comes from the gateway. */
export function toProbingRequest({ agent, isOwner, messageChannel, credential, signal }: ProbedRun): RunRequest {
  return {
    agent,
    owner: { isOwner, why: 'header' },
    credential,
    messageChannel,
    session: {},
    instructions: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }],
    clientTools: [],
    toolChoice: { type: 'auto' },
    options: {},
    signal,
  };
}
