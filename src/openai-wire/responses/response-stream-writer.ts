import { sseEvent } from '../sse.js';
import { toldFields } from '../told-fields.js';
import type { OutputListener, PartPlace } from './output-listener.js';
import type { FunctionCallItem, OutputItem, OutputPart } from './response-item.js';
import type { ResponseResource } from './response-resource.js';

/** Whose names the events of reasoning have. */
export type ResponsesDialect = 'openai' | 'openresponses';

/** How an event becomes text: `json` is the whole event. */
export type EventText = (name: string, json: string) => string;

/** The text of a delta before and after what changes from one to the next. */
interface DeltaFrame {
  part: OutputPart;
  head: string;
  tail: string;
}

/**
 * Writes the events of one response as text, numbered from 0. What all deltas of a part share is put into text once,
 * because an event a token is the hottest path of the gateway.
 */
export class ResponseStreamWriter implements OutputListener {
  private events: (() => string)[] = [];
  private sequence = 0;
  private frame: DeltaFrame | undefined;

  /** Events up to the number `after` are counted and not written: whoever reads has them. */
  constructor(
    private readonly dialect: ResponsesDialect,
    private readonly after = -1,
    private readonly toText: EventText = sseEvent,
  ) {}

  /** What makes the text of each event since the last time; to be called before the response goes on. */
  take(): (() => string)[] {
    const events = this.events;
    this.events = [];
    return events;
  }

  /** Fields without effect are named beside the response, which is the same however it is told. */
  started(response: ResponseResource, ignoredFields: readonly string[] = []): void {
    const beside = ignoredFields.length === 0 ? {} : { openclaw: { ignored_fields: toldFields(ignoredFields) } };
    this.write('response.created', { response, ...beside });
    this.write('response.in_progress', { response });
  }

  /** What comes next is not left out, whatever has been written. */
  skipToUnread(): void {
    this.sequence = Math.max(this.sequence, this.after + 1);
  }

  ended(response: ResponseResource): void {
    // No published event is named after a cancelled response.
    const name = response.status === 'cancelled' ? 'failed' : response.status;
    this.writeLater(`response.${name}`, { response });
  }

  itemAdded(outputIndex: number, item: OutputItem): void {
    this.write('response.output_item.added', { output_index: outputIndex, item });
  }

  partAdded(place: PartPlace, part: OutputPart): void {
    const kind = part.type === 'summary_text' ? 'reasoning_summary_part' : 'content_part';
    this.write(`response.${kind}.added`, { ...fieldsOf(place, part), part });
  }

  partDelta(place: PartPlace, part: OutputPart, delta: string): void {
    const name = `${this.textName(part)}.delta`;
    if (this.frame?.part !== part) this.frame = frameOf(place, part);
    const { head, tail } = this.frame;
    const number = this.sequence++;
    if (number <= this.after) return;
    this.events.push(() =>
      this.toText(name, `{"type":"${name}","sequence_number":${number}${head}${JSON.stringify(delta)}${tail}`),
    );
  }

  partDone(place: PartPlace, part: OutputPart): void {
    const fields = fieldsOf(place, part);
    this.writeLater(`${this.textName(part)}.done`, { ...fields, ...wholeText(part) });
    const kind = part.type === 'summary_text' ? 'reasoning_summary_part' : 'content_part';
    this.writeLater(`response.${kind}.done`, { ...fields, part });
  }

  argumentsDelta(outputIndex: number, item: FunctionCallItem, delta: string): void {
    this.write('response.function_call_arguments.delta', { item_id: item.id, output_index: outputIndex, delta });
  }

  argumentsDone(outputIndex: number, item: FunctionCallItem): void {
    const { id, name, arguments: whole } = item;
    const fields = { item_id: id, output_index: outputIndex, name, arguments: whole };
    this.writeLater('response.function_call_arguments.done', fields);
  }

  itemDone(outputIndex: number, item: OutputItem): void {
    this.writeLater('response.output_item.done', { output_index: outputIndex, item });
  }

  /** Of what goes on to change. */
  private write(type: string, fields: object): void {
    const sequence_number = this.sequence++;
    if (sequence_number <= this.after) return;
    const text = this.toText(type, JSON.stringify({ type, sequence_number, ...fields }));
    this.events.push(() => text);
  }

  /** Of what is over. Its text is as long as all that was said, several times in a row, and is made when it is wanted. */
  private writeLater(type: string, fields: object): void {
    const sequence_number = this.sequence++;
    if (sequence_number <= this.after) return;
    this.events.push(() => this.toText(type, JSON.stringify({ type, sequence_number, ...fields })));
  }

  private textName(part: OutputPart): string {
    switch (part.type) {
      case 'output_text':
        return 'response.output_text';
      case 'refusal':
        return 'response.refusal';
      case 'reasoning_text':
        return this.dialect === 'openai' ? 'response.reasoning_text' : 'response.reasoning';
      case 'summary_text':
        return 'response.reasoning_summary_text';
    }
  }
}

function fieldsOf({ item, outputIndex, partIndex }: PartPlace, part: OutputPart): object {
  const index = part.type === 'summary_text' ? { summary_index: partIndex } : { content_index: partIndex };
  return { item_id: item.id, output_index: outputIndex, ...index };
}

function frameOf(place: PartPlace, part: OutputPart): DeltaFrame {
  const fields = JSON.stringify(fieldsOf(place, part)).slice(1, -1);
  return { part, head: `,${fields},"delta":`, tail: part.type === 'output_text' ? ',"logprobs":[]}' : '}' };
}

function wholeText(part: OutputPart): object {
  switch (part.type) {
    case 'output_text':
      return { text: part.text, logprobs: [] };
    case 'refusal':
      return { refusal: part.refusal };
    case 'reasoning_text':
    case 'summary_text':
      return { text: part.text };
  }
}
