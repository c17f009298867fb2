/** How many entries one answer may list, and how many it does when nobody says. */
export const listLimits = { most: 1_000, otherwise: 100 };
/** Turns of one session. */
export const turnLimits = { most: 1_000, otherwise: 50 };
/** Messages of one session. */
export const messageLimits = { most: 1_000, otherwise: 200 };
/** Lines of the log. */
export const lineLimits = { most: 2_000, otherwise: 200 };

/** Entries that may be left out at the beginning. */
export const mostSkipped = 100_000_000;

/** The fewest sessions to ask for: clients of the protocol that want their number alone ask for none, over HTTP nobody does. */
export const fewestSessions = { protocol: 0, http: 1 };
