import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { Credential } from '../auth/credential.js';
import { ownerReasons } from '../auth/resolve-owner.js';
import type { Message, ResponseFormat, ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';
import type { SessionKey } from '../sessions/session-key.js';
import type { PrecedingTurn } from '../sessions/sessions.service.js';
import type { SessionWords } from '../sessions/session-words.js';

/** What the caller demands. There is no `none`: tools that must not be called are not among the client's. */
export type DemandedToolChoice = Exclude<ToolChoice, { type: 'none' }>;

/** What decided whether a run is the owner's. `parent-run`: a subagent is the owner's where the run that started it is. */
export const runOwnerReasons = [...ownerReasons, 'parent-run'] as const;

/** What every transport turns its request into. */
export interface RunRequest {
  agent: ResolvedAgent;
  owner: { isOwner: boolean; why: (typeof runOwnerReasons)[number] };
  /** Who asks: it narrows the tools and the subagents of the run, owns its session, and ends the run when it is revoked. */
  credential: Credential;
  /** `<provider>/<model id>` to ask in place of the agent's models; the run then has no fallbacks. */
  model?: string | undefined;
  /** The channel by which the message came, in the sender's words: context for the prompt, where it is fit for it. */
  messageChannel?: string | undefined;
  /** How the session is chosen. */
  session: SessionChoice;
  /** System and developer text, in order. */
  instructions: readonly string[];
  /** Everything else that the client sent, in order. */
  messages: readonly Message[];
  /** Name of the request's field that `messages` come from, for errors; `messages` where it is absent. */
  messagesParam?: string | undefined;
  /** Tools that the client runs itself. */
  clientTools: readonly ToolDefinition[];
  toolChoice: DemandedToolChoice;
  parallelToolCalls?: boolean | undefined;
  /** The agent's own tools are not for this run; default false. */
  withoutOwnTools?: boolean | undefined;
  /** Calls that the run may make to the agent's own tools; absent means that only the agent's limits hold. */
  maxToolCalls?: number | undefined;
  options: ModelOptions;
  responseFormat?: ResponseFormat | undefined;
  /** What the caller allows the run to take, within the agent's own limit. */
  timeoutMilliseconds?: number | undefined;
  /** Whether all that the run says has to be known as long as it lasts; see `DurableRuns`. */
  durable?: boolean | undefined;
  /**
   * Awaited before the first tool of the run, or of a subagent, that changes something. Where it rejects, that tool does not run and
   * the next one asks anew.
   */
  beforeSideEffect?: (() => Promise<void>) | undefined;
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
}

/** `own` wins over the header, and that over `user`; none of them means a stateless call. */
export interface SessionChoice {
  /** The key; over HTTP the header `x-openclaw-session-key`. */
  header?: string | undefined;
  user?: string | undefined;
  /** How errors call what the session was chosen by. Default: as the headers. */
  words?: SessionWords | undefined;
  /** The transport has decided. */
  own?: SessionKey | undefined;
  /** Where in the session the run goes on, in place of its end. */
  after?: PrecedingTurn | undefined;
  /** The run reads the session and leaves no turn there. */
  readOnly?: boolean | undefined;
}
