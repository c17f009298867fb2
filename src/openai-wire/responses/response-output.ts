import { appendText } from '../../common/append-text.js';
import { type ReceiptStart, receiptEnd, startedReceipt } from '../tool-receipt.js';
import type { OutputListener, PartPlace } from './output-listener.js';
import { append, emptyPart, listFor } from './output-part.js';
import {
  type FunctionCallItem,
  type ItemStatus,
  type OutputItem,
  type OutputMessage,
  type OutputPart,
  type ReasoningItem,
  type ReceiptItem,
  receiptType,
} from './response-item.js';
import type { ResponseIdentity } from './response-resource.js';

interface OpenPart extends PartPlace {
  item: OutputMessage | ReasoningItem;
  part: OutputPart;
}

/** What the output of a response depends on besides what is said. */
export type OutputShape = Pick<ResponseIdentity, 'id' | 'summarizes' | 'receipts'>;

type EndStatus = Exclude<ItemStatus, 'in_progress'>;

/**
 * Puts the output of one response together from what is said, in order. Text, refusal and reasoning go on in the item that
 * was written last, as long as it is of their kind. Calls of functions stay open to the end, because their arguments may
 * come in turns. The ids of items follow from the id of the response and their place.
 */
export class ResponseOutput {
  readonly items: OutputItem[] = [];
  private readonly idEnding: string;
  private open: OpenPart | undefined;
  private readonly calls = new Map<number, { item: FunctionCallItem; outputIndex: number }>();
  private readonly receipts = new Map<string, { item: ReceiptItem; outputIndex: number }>();

  constructor(
    private readonly shape: OutputShape,
    private readonly listener?: OutputListener,
  ) {
    this.idEnding = shape.id.replace(/^resp_/, '');
  }

  text(delta: string): void {
    this.write('output_text', delta);
  }

  refusal(delta: string): void {
    this.write('refusal', delta);
  }

  reasoning(delta: string): void {
    this.write(this.shape.summarizes ? 'summary_text' : 'reasoning_text', delta);
  }

  /** What is thought from here on is another item. */
  endReasoning(): void {
    if (this.open?.item.type === 'reasoning') this.closeItem('completed');
  }

  /** `call` tells the calls of one response apart. */
  startCall(call: number, callId: string, name: string): void {
    this.closeItem('completed');
    const id = this.nextId('fc');
    const item: FunctionCallItem = {
      id,
      type: 'function_call',
      status: 'in_progress',
      call_id: callId,
      name,
      arguments: '',
    };
    this.calls.set(call, { item, outputIndex: this.add(item) });
  }

  continueCall(call: number, delta: string): void {
    const open = this.calls.get(call);
    if (!open || delta === '') return;
    open.item.arguments = appendText(open.item.arguments, delta);
    this.listener?.argumentsDelta(open.outputIndex, open.item, delta);
  }

  /** The agent calls a tool of its own, which is told where it is wanted. */
  startReceipt(start: ReceiptStart): void {
    const { receipts } = this.shape;
    if (receipts === undefined) return;
    this.closeItem('completed');
    const item: ReceiptItem = { id: this.nextId('otc'), type: receiptType, ...startedReceipt(receipts, start) };
    this.receipts.set(start.callId, { item, outputIndex: this.add(item) });
  }

  endReceipt({ callId, ...end }: { callId: string; outcome: string; result: string }): void {
    const { receipts } = this.shape;
    const open = this.receipts.get(callId);
    if (receipts === undefined || !open) return;
    this.receipts.delete(callId);
    Object.assign(open.item, receiptEnd(receipts, end));
    this.listener?.itemDone(open.outputIndex, open.item);
  }

  /** Closes what is open. An answer that says nothing is an empty message, as long as it did not fail. */
  end(status: EndStatus, mayBeEmpty: boolean): void {
    if (!mayBeEmpty && this.items.every(saysNothing)) this.openPart('output_text');
    this.closeReceipts();
    this.closeCalls(status);
    this.closeItem(status);
  }

  private write(type: OutputPart['type'], delta: string): void {
    if (delta === '') return;
    const open = this.open?.part.type === type ? this.open : this.openPart(type);
    append(open.part, delta);
    this.listener?.partDelta(open, open.part, delta);
  }

  private openPart(type: OutputPart['type']): OpenPart {
    const isMessage = type === 'output_text' || type === 'refusal';
    if (this.open && (this.open.item.type === 'message') !== isMessage) this.closeItem('completed');
    else this.closePart();
    const { item, outputIndex } = this.open ?? this.openItem(isMessage);
    const part = emptyPart(type);
    const open = { item, outputIndex, part, partIndex: listFor(item, type).push(part) - 1 };
    this.open = open;
    this.listener?.partAdded(open, part);
    return open;
  }

  private openItem(isMessage: boolean): { item: OutputMessage | ReasoningItem; outputIndex: number } {
    const item: OutputMessage | ReasoningItem = isMessage
      ? { id: this.nextId('msg'), type: 'message', status: 'in_progress', role: 'assistant', content: [] }
      : { id: this.nextId('rs'), type: 'reasoning', status: 'in_progress', summary: [], ...this.reasoningContent() };
    return { item, outputIndex: this.add(item) };
  }

  private reasoningContent(): Pick<ReasoningItem, 'content'> {
    return this.shape.summarizes ? {} : { content: [] };
  }

  private closePart(): void {
    if (this.open) this.listener?.partDone(this.open, this.open.part);
  }

  private closeItem(status: EndStatus): void {
    if (!this.open) return;
    this.closePart();
    const { item, outputIndex } = this.open;
    this.open = undefined;
    item.status = status;
    this.listener?.itemDone(outputIndex, item);
  }

  private closeReceipts(): void {
    for (const { item, outputIndex } of this.receipts.values()) {
      item.status = 'incomplete';
      this.listener?.itemDone(outputIndex, item);
    }
    this.receipts.clear();
  }

  private closeCalls(status: EndStatus): void {
    for (const { item, outputIndex } of this.calls.values()) {
      item.status = status;
      this.listener?.argumentsDone(outputIndex, item);
      this.listener?.itemDone(outputIndex, item);
    }
    this.calls.clear();
  }

  private add(item: OutputItem): number {
    const outputIndex = this.items.push(item) - 1;
    this.listener?.itemAdded(outputIndex, item);
    return outputIndex;
  }

  private nextId(prefix: string): string {
    return `${prefix}_${this.idEnding}_${this.items.length}`;
  }
}

function saysNothing({ type }: OutputItem): boolean {
  return type === 'reasoning' || type === receiptType;
}
