import type { RunPlan } from '../../runs/run-plan.js';
import type { RunRequest } from '../../runs/run-request.js';
import type { ToolContext } from '../../tools/tool.port.js';

/** What the tools of a run would be lent, but that no subagent is started. */
export function toProbingContext({ agent, owner, credential, signal }: RunRequest, { files }: RunPlan): ToolContext {
  return {
    agent,
    isOwner: owner.isOwner,
    run: { id: 'public-check', credentialId: credential.id },
    session: { key: `agent:${agent.id}:public-check`, kept: false, earlierMessages: 0 },
    files,
    signal,
    progress: () => undefined,
    spawn: () => Promise.resolve({ outcome: 'refused', message: 'No subagent is started in a check.' }),
  };
}
