import type { FinishReason, ResponseFormat } from '../../common/conversation.js';
import { charactersPerToken } from '../../common/estimate-tokens.js';
import { limitText } from '../../common/limit-text.js';
import type { ModelOptions } from '../../common/model-options.js';
import type { ModelRequest } from '../provider.port.js';
import { answerTo, type GuideAnswer } from './guide-answer.js';
import { intentOf } from './guide-intent.js';
import type { GuideLibrary } from './guide-library.js';
import type { GuideToolCall } from './guide-tool-calls.js';
import { minimalValue } from './minimal-value.js';

/** What the guide says to one request: a text, or one tool call. */
export type GuideReply =
  { kind: 'text'; text: string; finish: FinishReason } | { kind: 'tool-call'; call: GuideToolCall };

export function replyTo(request: ModelRequest, library: GuideLibrary): GuideReply {
  const intent = intentOf(request);
  if (intent.kind === 'tool-call') return intent;
  const text = formatted(answerTo(intent, library), request.responseFormat);
  return { kind: 'text', ...limited(text, request.options) };
}

function formatted(answer: GuideAnswer, format: ResponseFormat | undefined): string {
  switch (format?.type) {
    case undefined:
    case 'text':
      return answer.text;
    case 'json_object':
      return JSON.stringify({ answer: answer.text, page: answer.page });
    case 'json_schema':
      return JSON.stringify(minimalValue(format.schema ?? { type: 'object' }, answer.text));
  }
}

/** Stops before the first stop sequence and at the token limit, as a model does. */
function limited(text: string, options: ModelOptions): { text: string; finish: FinishReason } {
  const stops = (options.stop ?? []).filter((stop) => stop !== '').map((stop) => text.indexOf(stop));
  const end = Math.min(text.length, ...stops.filter((position) => position >= 0));
  const limit = Math.floor((options.maxOutputTokens ?? Infinity) * charactersPerToken);
  if (end <= limit) return { text: text.slice(0, end), finish: 'stop' };
  return { text: limitText(text, limit), finish: 'length' };
}
