import type { JsonObject } from '../../common/json.js';
import { type ReadTool, readListedTool } from './read-listed-tool.js';

const maximumTools = 512;
const maximumPages = 64;

/** The list of a server. */
export interface ToolList {
  entries: ReadTool[];
  /** Whether there would be more. */
  cut: boolean;
}

/** Reads the list page by page, within bounds: a server may have no end of pages. */
export async function listTools(readPage: (cursor: string | undefined) => Promise<JsonObject>): Promise<ToolList> {
  const entries: ReadTool[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < maximumPages; page++) {
    const { tools, nextCursor } = await readPage(cursor);
    if (!isList(tools)) throw new Error('the server answered tools/list with no list');
    entries.push(...tools.slice(0, maximumTools + 1 - entries.length).map(readListedTool));
    if (entries.length > maximumTools) break;
    if (typeof nextCursor !== 'string' || nextCursor === '') return { entries, cut: false };
    if (seen.has(nextCursor)) break;
    seen.add(nextCursor);
    cursor = nextCursor;
  }
  return { entries: entries.slice(0, maximumTools), cut: true };
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
