export const compatModes = ['lenient', 'warn', 'strict'] as const;
/** What becomes of request fields that have no effect. */
export type CompatMode = (typeof compatModes)[number];
