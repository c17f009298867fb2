import { requestHeaderNames } from '../http/request-header-names.js';

/** How a transport calls what its callers choose a session by, so that they read of nothing that they do not have. */
export interface SessionWords {
  /** The field of the session key. */
  field: string;
  /** What a session key is; follows "must be". */
  spelling: string;
  /** What to do where the key and the request name two agents; follows a semicolon. */
  otherAgent: string;
  /** How to run as the owner; follows "or". */
  asOwner: string;
}

/** The headers of the OpenAI-compatible endpoints. */
export const headerSessionWords: SessionWords = {
  field: requestHeaderNames.sessionKey,
  spelling: 'one or more printable ASCII characters without spaces, sent once',
  otherAgent: `choose the agent by \`model\` or ${requestHeaderNames.agentId}`,
  asOwner: `send \`${requestHeaderNames.senderIsOwner}: true\` with an owner credential`,
};
