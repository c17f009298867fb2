import { textOf, type Message } from '../../common/conversation.js';
import { estimateTextTokens } from '../../common/estimate-tokens.js';
import { type Usage, noUsage } from '../../common/usage.js';
import type { ModelRequest } from '../provider.port.js';

/** Tokens estimated from the characters of the request's texts and tools and of `output`. */
export function estimatedUsage(request: ModelRequest, output: string): Usage {
  const input = [
    request.system,
    ...request.messages.map(inputText),
    ...request.tools.map((tool) => JSON.stringify(tool)),
  ];
  return {
    ...noUsage,
    inputTokens: estimateTextTokens(input.join('').length),
    outputTokens: estimateTextTokens(output.length),
  };
}

function inputText(message: Message): string {
  const calls = message.role === 'assistant' ? message.toolCalls : [];
  return textOf(message) + calls.map((call) => call.name + call.arguments).join('');
}
