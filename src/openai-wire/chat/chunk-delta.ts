import type { ToolReceipt } from '../tool-receipt.js';

/** What one chunk of a stream adds to the answer. */
export interface ChunkDelta {
  role?: 'assistant';
  content?: string | null;
  refusal?: string | null;
  /** The reasoning, under the name that clients of open models read. */
  reasoning_content?: string;
  /** Each whole; a later one takes the place of the earlier one of the same call. */
  openclaw_tool_calls?: ToolReceipt[];
  tool_calls?: {
    index: number;
    id?: string;
    type?: 'function';
    function: { name?: string; arguments: string };
  }[];
}
