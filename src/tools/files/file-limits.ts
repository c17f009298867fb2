import { maxResultCharacters } from '../execution/limit-output.js';

/** Bytes of one file that the file tools read. Also what `edit` can change, and what `grep` searches. */
export const maxFileBytes = 10 * 1024 ** 2;

/** Files and directories that one search looks at. */
export const maxVisitedEntries = 100_000;

/** Characters that a result gives to what was asked for; the rest is for notices about what is missing. */
export const maxShownCharacters = maxResultCharacters - 2_000;
