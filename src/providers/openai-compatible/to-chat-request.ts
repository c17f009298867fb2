import type { ResponseFormat, ToolChoice, ToolDefinition } from '../../common/conversation.js';
import type { ModelOptions } from '../../common/model-options.js';
import type { JsonObject } from '../../common/json.js';
import type { ModelRequest } from '../provider.port.js';
import type { ChatEndpoint } from './chat-endpoint.js';
import { toChatMessages } from './to-chat-messages.js';

/** The body of a chat completion request; fields that are undefined are left out of its JSON. */
export function toChatRequest(request: ModelRequest, maxTokensField: ChatEndpoint['maxTokensField']): JsonObject {
  return {
    model: request.model,
    messages: toChatMessages(request.system, request.messages),
    stream: true,
    stream_options: { include_usage: true },
    ...toOptionFields(request.options, maxTokensField),
    ...toToolFields(request),
    response_format: request.responseFormat && toResponseFormat(request.responseFormat),
  };
}

function toOptionFields(options: ModelOptions, maxTokensField: ChatEndpoint['maxTokensField']): JsonObject {
  return {
    [maxTokensField]: options.maxOutputTokens,
    temperature: options.temperature,
    top_p: options.topP,
    frequency_penalty: options.frequencyPenalty,
    presence_penalty: options.presencePenalty,
    seed: options.seed,
    stop: options.stop,
    logit_bias: options.logitBias,
    reasoning_effort: options.reasoningEffort,
    verbosity: options.verbosity,
    service_tier: options.serviceTier,
    prompt_cache_key: options.promptCacheKey,
  };
}

/** Providers refuse `tool_choice` and `parallel_tool_calls` in a request without tools. */
function toToolFields(request: ModelRequest): JsonObject {
  if (request.tools.length === 0) return {};
  return {
    tools: request.tools.map(toTool),
    tool_choice: request.toolChoice && toToolChoice(request.toolChoice),
    parallel_tool_calls: request.parallelToolCalls,
  };
}

function toTool(tool: ToolDefinition): JsonObject {
  const { name, description, parameters, strict } = tool;
  return { type: 'function', function: { name, description, parameters, strict } };
}

function toToolChoice(choice: ToolChoice): string | JsonObject {
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type;
}

function toResponseFormat(format: ResponseFormat): JsonObject {
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, description, schema, strict } = format;
  return { type: 'json_schema', json_schema: { name, description, schema, strict } };
}
