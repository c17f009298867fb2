import type { WireFinishReason } from '../finish-reason.js';
import type { ToolReceipt } from '../tool-receipt.js';
import type { CompletionUsage } from '../usage.js';

export interface WireToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

/** The answer of `POST /v1/chat/completions` without `stream`. */
export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  /** Seconds since the epoch. */
  created: number;
  model: string;
  choices: [
    {
      index: 0;
      message: {
        role: 'assistant';
        content: string | null;
        refusal: string | null;
        /** The reasoning, under the name that clients of open models read; absent where there is none. */
        reasoning_content?: string;
        tool_calls?: WireToolCall[];
        /** The agent's calls of its own tools; only where the request asks for them. */
        openclaw_tool_calls?: ToolReceipt[];
      };
      logprobs: null;
      finish_reason: WireFinishReason;
    },
  ];
  usage: CompletionUsage;
}
