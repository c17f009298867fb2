import { Inject, Injectable } from '@nestjs/common';
import { AgentResolverService, mayUse } from '../agents/agent-resolver.service.js';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import { Ids } from '../common/ids.js';
import { type SessionKey, keyOfPlace } from '../sessions/session-key.js';
import { namespaceOf } from '../sessions/session-name.js';
import type { SubagentOutcome, SubagentTask } from '../tools/tool.port.js';
import type { RunEvent } from './run-event.js';
import type { RunRequest } from './run-request.js';
import { type RunState, subagentBounds } from './run-state.js';
import { RunSupervisor } from './run-supervisor.service.js';
import { toSubagentOutcome } from './to-subagent-outcome.js';

/** The run that starts a subagent. */
export interface ParentRun {
  request: RunRequest;
  state: RunState;
}

/**
 * Runs a request within a state: `RunExecutor.execute`. It comes with each call and is not injected, because the executor needs
 * `Subagents` for its tools, and two services cannot be made of each other.
 */
export type ExecuteRun = (request: RunRequest, state: RunState) => AsyncGenerator<RunEvent[]>;

/**
 * Runs subagents. A subagent is a run of its own, with a session that is not kept, inside the slot and the bounds of the run
 * that it works for; it is never more of an owner, and never less public.
 */
@Injectable()
export class Subagents {
  constructor(
    private readonly agents: AgentResolverService,
    private readonly supervisor: RunSupervisor,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  /** Runs one to its end. Never rejects. */
  async run(task: SubagentTask, parent: ParentRun, execute: ExecuteRun): Promise<SubagentOutcome> {
    const exhausted = noneLeft(parent.state);
    if (exhausted !== undefined) return { outcome: 'refused', message: exhausted };
    const agent = this.agentFor(task.agentId, parent.request);
    if (!agent) return { outcome: 'refused', message: notAllowed(task.agentId ?? '', parent.request.agent) };
    parent.state.tree.subagentsLeft -= 1;
    const request = toRequest(task.task, agent, parent);
    const place = { agentId: agent.id, namespace: namespaceOf(parent.state.session.key) };
    const session: SessionKey = { key: keyOfPlace(place, `subagent:${this.ids.uuid()}`), kind: 'fresh' };
    const bounds = subagentBounds(agent, parent.state);
    const run = { id: this.ids.prefixed('run_'), request, session, bounds };
    return toSubagentOutcome(this.supervisor.supervise(run, (state) => execute(request, state)));
  }

  /** Undefined where the run may not start this agent, or there is none. */
  private agentFor(given: string | undefined, { agent: own, credential }: RunRequest): ResolvedAgent | undefined {
    const id = given?.trim().toLowerCase() ?? '';
    if (id === '' || id === own.id) return own;
    if (!mayUse(credential.agents, id)) return undefined;
    return own.subagents.allowAgents.includes(id) ? this.agents.subagent(id, own) : undefined;
  }
}

function noneLeft({ subagentDepth, tokens, tree }: RunState): string | undefined {
  if (subagentDepth < 1) return 'A subagent as deep as this may start none of its own. Do the task yourself.';
  if (tree.subagentsLeft < 1) return 'This run has started as many subagents as it may. Do the task yourself.';
  return tokens.isSpent ? 'This run has used up its tokens.' : undefined;
}

/** A public agent does not learn of the others. */
function notAllowed(id: string, { publicMode, subagents }: ResolvedAgent): string {
  const others = publicMode ? [] : subagents.allowAgents;
  const choice = others.length > 0 ? `Choose one of: ${others.join(', ')}; or leave` : 'Leave';
  return `You may not start the agent '${id.slice(0, 64)}'. ${choice} agentId out to start another of yourself.`;
}

/** Nothing of what the client said or brought goes along: the task is all that a subagent knows. */
function toRequest(task: string, agent: ResolvedAgent, { request, state }: ParentRun): RunRequest {
  return {
    agent,
    owner: { isOwner: request.owner.isOwner, why: 'parent-run' },
    credential: request.credential,
    session: {},
    instructions: [],
    messages: [{ role: 'user', content: [{ type: 'text', text: task }] }],
    clientTools: [],
    toolChoice: { type: 'auto' },
    options: {},
    signal: state.signal,
  };
}
