import { noUsage, textOf, type Message, type Usage } from '../../common/conversation.js';
import type { ModelRequest } from '../provider.port.js';

/** A rule of thumb for English text; the guide has no tokenizer. */
export const charactersPerToken = 4;

/** Tokens estimated from the characters of the request's texts and tools and of `output`. */
export function estimatedUsage(request: ModelRequest, output: string): Usage {
  const input = [
    request.system,
    ...request.messages.map(inputText),
    ...request.tools.map((tool) => JSON.stringify(tool)),
  ];
  return { ...noUsage, inputTokens: tokensOf(input.join('')), outputTokens: tokensOf(output) };
}

function inputText(message: Message): string {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  return textOf(message) + calls.map((call) => call.name + call.arguments).join('');
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / charactersPerToken);
}
