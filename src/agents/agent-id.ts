import { agentIdPattern } from '../common/agent-id-pattern.js';
import { InvalidRequestError } from '../common/gateway-error.js';

/** Folds case and checks the syntax of an agent id that a caller gave; throws status 400. */
export function parseAgentId(given: string, param: string): string {
  const folded = given.trim().toLowerCase();
  if (agentIdPattern.test(folded)) return folded;
  throw new InvalidRequestError(
    'The agent id is not valid: expected 1 to 64 of a-z, 0-9, "_" and "-", beginning with a letter or digit.',
    { param, code: 'invalid_agent_id' },
  );
}
