/** How much an answer tells of the agent's own tool calls: `names` keeps to itself what was asked and what came of it. */
export type ReceiptDetail = 'full' | 'names';

/** What an answer tells of one call that the agent made to a tool of its own. */
export interface ToolReceipt {
  /** As the model gave it; tells the calls of one answer apart. */
  call_id: string;
  name: string;
  /** `failed` where the tool refused or failed, or there is none of this name; `incomplete` where the run ended before it did. */
  status: 'in_progress' | 'completed' | 'failed' | 'incomplete';
  /** JSON text as the model wrote it; not necessarily valid. With the detail `full`, as the two below. */
  arguments?: string;
  /** Absent while the tool runs. */
  outcome?: string;
  /** The beginning of what the model was given. */
  output?: string;
}

export interface ReceiptStart {
  callId: string;
  name: string;
  arguments: string;
}

export function startedReceipt(detail: ReceiptDetail, { callId, name, arguments: asked }: ReceiptStart): ToolReceipt {
  const receipt: ToolReceipt = { call_id: callId, name, status: 'in_progress' };
  return detail === 'full' ? { ...receipt, arguments: asked } : receipt;
}

/** What is to be added to a receipt when its tool has ended. */
export function receiptEnd(
  detail: ReceiptDetail,
  { outcome, result }: { outcome: string; result: string },
): Pick<ToolReceipt, 'status' | 'outcome' | 'output'> {
  const status = statusAfter(outcome);
  return detail === 'full' ? { status, outcome, output: result } : { status };
}

function statusAfter(outcome: string): ToolReceipt['status'] {
  switch (outcome) {
    case 'ok':
      return 'completed';
    case 'aborted':
      return 'incomplete';
    default:
      return 'failed';
  }
}
