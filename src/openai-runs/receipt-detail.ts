import type { ReceiptDetail } from '../openai-wire/tool-receipt.js';
import type { RunRequest } from '../runs/run-request.js';

/** How much of the agent's own tool calls the caller is told; nothing unless it asks. */
export function receiptDetail(isWanted: boolean, { owner }: Pick<RunRequest, 'owner'>): ReceiptDetail | undefined {
  if (!isWanted) return undefined;
  return owner.isOwner ? 'full' : 'names';
}
