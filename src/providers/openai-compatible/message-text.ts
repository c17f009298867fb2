import type { JsonObject } from '../../common/json.js';
import { asArray, asObject, asText } from '../json-value.js';

/** The answer's text in a content field: a string, or with some providers a list of parts. */
export function textOfContent(content: unknown): string {
  if (typeof content === 'string') return content;
  return partsOf(content, 'text')
    .map((part) => asText(part.text) ?? '')
    .join('');
}

/** The model's reasoning in a delta, under whichever name its provider uses. */
export function reasoningOf(delta: JsonObject): string {
  const named = asText(delta.reasoning_content) ?? asText(delta.reasoning);
  if (named !== undefined || typeof delta.content === 'string') return named ?? '';
  return partsOf(delta.content, 'thinking')
    .map((part) => textOfContent(part.thinking))
    .join('');
}

function partsOf(content: unknown, type: string): JsonObject[] {
  return asArray(content).flatMap((part) => {
    const record = asObject(part);
    return record?.type === type ? [record] : [];
  });
}
