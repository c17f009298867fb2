import { type ReceiptDetail, type ToolReceipt, receiptEnd, startedReceipt } from '../openai-wire/tool-receipt.js';
import type { RunEvent } from '../runs/run-event.js';

/** The calls of an agent to its own tools, as far as an answer tells of them. */
export class ChatReceipts {
  private readonly receipts = new Map<string, ToolReceipt>();

  /** Nothing is told without a detail. */
  constructor(private readonly detail: ReceiptDetail | undefined) {}

  /** All so far, in the order in which they began; undefined where nothing is told. */
  get all(): ToolReceipt[] | undefined {
    return this.detail && [...this.receipts.values()];
  }

  /** The receipt that an event begins or ends, whole; undefined where it does neither. */
  add(event: RunEvent): ToolReceipt | undefined {
    if (this.detail === undefined) return undefined;
    if (event.type === 'tool-start') return this.keep(startedReceipt(this.detail, event));
    const begun = event.type === 'tool-end' ? this.receipts.get(event.callId) : undefined;
    return begun && event.type === 'tool-end' ? this.keep({ ...begun, ...receiptEnd(this.detail, event) }) : undefined;
  }

  private keep(receipt: ToolReceipt): ToolReceipt {
    this.receipts.set(receipt.call_id, receipt);
    return receipt;
  }
}
