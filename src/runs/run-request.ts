import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { Message, ResponseFormat, ToolChoice, ToolDefinition } from '../common/conversation.js';
import type { ModelOptions } from '../common/model-options.js';

/** What every transport turns its request into. */
export interface RunRequest {
  agent: ResolvedAgent;
  owner: { isOwner: boolean; why: string };
  /** How the session is chosen: the header wins over `user`; neither means a stateless call. */
  session: { header?: string | undefined; user?: string | undefined };
  /** System and developer text, in order. */
  instructions: readonly string[];
  /** Everything else that the client sent, in order. */
  messages: readonly Message[];
  /** Tools that the client runs itself. */
  clientTools: readonly ToolDefinition[];
  toolChoice: ToolChoice;
  parallelToolCalls?: boolean | undefined;
  options: ModelOptions;
  responseFormat?: ResponseFormat | undefined;
  /** Aborts when the caller leaves. */
  signal: AbortSignal;
}
