/** Entries that one answer may list, and how many it does when nobody says. */
export const listLimits = { most: 1_000, otherwise: 100 };
export const historyLimits = { most: 1_000, otherwise: 50 };
/** Entries that may be left out at the beginning. */
export const mostSkipped = 100_000_000;
