import type { SessionWords } from '../../sessions/session-words.js';

/** How operators choose a session, by whatever connects them; `field` is the parameter of the key. */
export function operatorWords(field: string): SessionWords {
  return {
    field,
    spelling: 'one or more printable ASCII characters without spaces',
    otherAgent: 'leave the agent out, or name the one of the key',
    asOwner: 'ask as the owner',
  };
}
