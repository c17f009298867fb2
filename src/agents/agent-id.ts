import { InvalidRequestError } from '../common/gateway-error.js';

const agentId = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Folds case and checks the syntax of an agent id that a caller gave; throws status 400. */
export function parseAgentId(given: string, param: string): string {
  const folded = given.trim().toLowerCase();
  if (agentId.test(folded)) return folded;
  throw new InvalidRequestError(
    'The agent id is not valid: expected 1 to 64 of a-z, 0-9, "_" and "-", beginning with a letter or digit.',
    { param, code: 'invalid_agent_id' },
  );
}
