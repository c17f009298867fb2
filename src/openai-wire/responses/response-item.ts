import type { ToolReceipt } from '../tool-receipt.js';

/** Whether an item is still written, whole, or was broken off. */
export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export interface OutputTextPart {
  type: 'output_text';
  text: string;
  annotations: never[];
  logprobs: never[];
}

export interface RefusalPart {
  type: 'refusal';
  refusal: string;
}

export interface ReasoningTextPart {
  type: 'reasoning_text';
  text: string;
}

export interface SummaryTextPart {
  type: 'summary_text';
  text: string;
}

export interface OutputMessage {
  id: string;
  type: 'message';
  status: ItemStatus;
  role: 'assistant';
  content: (OutputTextPart | RefusalPart)[];
}

/** Reasoning stands in `summary` where the request asks for a summary, else in `content`, which is absent without it. */
export interface ReasoningItem {
  id: string;
  type: 'reasoning';
  status: ItemStatus;
  summary: SummaryTextPart[];
  content?: ReasoningTextPart[];
}

export interface FunctionCallItem {
  id: string;
  type: 'function_call';
  status: ItemStatus;
  /** As the model gave it. */
  call_id: string;
  name: string;
  arguments: string;
}

/** As Open Responses names an item that only one implementor has. */
export const receiptType = 'openclaw:tool_call';

/** A call that the agent made to a tool of its own; only where the request asks for them. */
export interface ReceiptItem extends ToolReceipt {
  id: string;
  type: typeof receiptType;
}

/** An entry of a response's `output`. */
export type OutputItem = OutputMessage | ReasoningItem | FunctionCallItem | ReceiptItem;

/** A piece of text within an item. */
export type OutputPart = OutputTextPart | RefusalPart | ReasoningTextPart | SummaryTextPart;
