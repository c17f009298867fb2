import { appendText } from '../../common/append-text.js';
import type { OutputMessage, OutputPart, ReasoningItem } from './response-item.js';

/** A part that says nothing yet. */
export function emptyPart(type: OutputPart['type']): OutputPart {
  switch (type) {
    case 'output_text':
      return { type, text: '', annotations: [], logprobs: [] };
    case 'refusal':
      return { type, refusal: '' };
    case 'reasoning_text':
    case 'summary_text':
      return { type, text: '' };
  }
}

/** The list of the item that parts of this type stand in. */
export function listFor(item: OutputMessage | ReasoningItem, type: OutputPart['type']): OutputPart[] {
  if (item.type === 'reasoning' && type === 'summary_text') return item.summary;
  return (item.content ??= []);
}

export function append(part: OutputPart, delta: string): void {
  if (part.type === 'refusal') part.refusal = appendText(part.refusal, delta);
  else part.text = appendText(part.text, delta);
}
