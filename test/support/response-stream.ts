import type { OutputItem } from '../../src/openai-wire/responses/response-item.js';
import type { ResponseResource } from '../../src/openai-wire/responses/response-resource.js';

/** One event of a streamed response, as a client sees it. */
export interface ResponseEvent {
  type: string;
  sequence_number: number;
  response?: ResponseResource;
  item?: OutputItem;
  item_id?: string;
  output_index?: number;
  content_index?: number;
  summary_index?: number;
  part?: { type: string };
  delta?: string;
  text?: string;
  refusal?: string;
  arguments?: string;
}

/** The JSON of each event; throws unless the text is whole, named and numbered events and ends with `[DONE]`, once. */
export function readResponseStream(text: string): ResponseEvent[] {
  const events = text.split('\n\n').filter((event) => !event.startsWith(':'));
  if (events.pop() !== '' || events.pop() !== 'data: [DONE]') throw new Error(`Not a finished stream: ${text}`);
  return events.map((event, index) => {
    const [, name, json] = /^event: ([a-z_.]+)\ndata: ([^\r\n]+)$/.exec(event) ?? [];
    if (name === undefined || json === undefined) throw new Error(`Not a named event: ${event}`);
    const value = JSON.parse(json) as ResponseEvent;
    if (value.type !== name || value.sequence_number !== index) throw new Error(`Not event ${index}: ${event}`);
    return value;
  });
}

interface JoinedItem {
  type: string;
  id: string;
  /** The deltas by kind and place of their part, e.g. `response.output_text 0`. */
  texts: Record<string, string>;
}

/** What a client puts together of nothing but the deltas. */
export function joinDeltas(events: readonly ResponseEvent[]): JoinedItem[] {
  const items: JoinedItem[] = [];
  for (const { type, item, item_id, output_index = -1, content_index, summary_index, delta } of events) {
    if (type === 'response.output_item.added' && item)
      items[output_index] = { type: item.type, id: item.id, texts: {} };
    const joined = items[output_index];
    if (delta === undefined || !joined) continue;
    if (joined.id !== item_id) throw new Error(`A delta for ${String(item_id)} stands at ${joined.id}`);
    const place = `${type.replace(/[.]delta$/, '')} ${content_index ?? summary_index ?? 0}`;
    joined.texts[place] = (joined.texts[place] ?? '') + delta;
  }
  return items;
}

/** The same of a whole answer; parts without a word have no deltas. */
export function joinedOf(output: readonly OutputItem[], reasoningEvent = 'response.reasoning_text'): JoinedItem[] {
  return output.map((item) => ({ type: item.type, id: item.id, texts: textsOf(item, reasoningEvent) }));
}

function textsOf(item: OutputItem, reasoningEvent: string): Record<string, string> {
  const texts: [string, string][] = [];
  switch (item.type) {
    case 'message':
      item.content.forEach((part, index) => {
        if (part.type === 'refusal') texts.push([`response.refusal ${index}`, part.refusal]);
        else texts.push([`response.output_text ${index}`, part.text]);
      });
      break;
    case 'reasoning':
      item.summary.forEach(({ text }, index) => texts.push([`response.reasoning_summary_text ${index}`, text]));
      item.content?.forEach(({ text }, index) => texts.push([`${reasoningEvent} ${index}`, text]));
      break;
    case 'function_call':
      texts.push(['response.function_call_arguments 0', item.arguments]);
      break;
    case 'openclaw:tool_call':
      // Comes whole, without deltas.
      break;
  }
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
