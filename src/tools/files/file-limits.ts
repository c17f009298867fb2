/** Bytes of one file that the file tools read. Also what `edit` can change, and what `grep` searches. */
export const maxFileBytes = 10 * 1024 ** 2;

/** Files and directories that one search looks at. */
export const maxVisitedEntries = 100_000;
