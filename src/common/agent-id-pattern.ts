/** An agent id, case folded: 1 to 64 of `a-z`, `0-9`, `_` and `-`, beginning with a letter or digit. */
export const agentIdPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
