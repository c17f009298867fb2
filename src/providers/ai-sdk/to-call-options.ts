import type {
  JSONValue,
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  SharedV4ProviderOptions,
} from '@ai-sdk/provider';
import type { ResponseFormat, ToolChoice, ToolDefinition } from '../../common/conversation.js';
import type { ModelRequest } from '../provider.port.js';
import type { AiSdkApi } from './load-model.js';
import { toPrompt } from './to-prompt.js';

type CallOptions = LanguageModelV4CallOptions;

/** For APIs that know JSON answers only with a schema. */
const jsonInstruction = 'Answer with a single JSON object and no other text.';
const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/** A request in the SDK's form. What an API does not have (logit bias, verbosity, cache keys) is left out. */
export function toCallOptions(api: AiSdkApi, request: ModelRequest, signal: AbortSignal): CallOptions {
  const { options } = request;
  const native = nativeResponseFormat(api, request);
  const instructed = request.responseFormat?.type === 'json_object' && native === undefined;
  return withoutUndefined({
    prompt: toPrompt(instructed ? joinParagraphs(request.system, jsonInstruction) : request.system, request.messages),
    abortSignal: signal,
    maxOutputTokens: options.maxOutputTokens,
    temperature: options.temperature,
    topP: options.topP,
    frequencyPenalty: options.frequencyPenalty,
    presencePenalty: options.presencePenalty,
    seed: options.seed,
    stopSequences: options.stop?.length ? options.stop : undefined,
    reasoning: reasoningEfforts.find((effort) => effort === options.reasoningEffort),
    responseFormat: native,
    tools: request.tools.length > 0 ? request.tools.map(toFunctionTool) : undefined,
    toolChoice: request.tools.length > 0 && request.toolChoice ? toSdkToolChoice(request.toolChoice) : undefined,
    providerOptions: toProviderOptions(api, request),
  });
}

function toFunctionTool(tool: ToolDefinition): LanguageModelV4FunctionTool {
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    inputSchema: tool.parameters,
    ...(tool.strict === undefined ? {} : { strict: tool.strict }),
  };
}

function toSdkToolChoice(choice: ToolChoice): NonNullable<CallOptions['toolChoice']> {
  return choice.type === 'tool' ? { type: 'tool', toolName: choice.name } : { type: choice.type };
}

/** Undefined where the API has no such setting of its own for this request. */
function nativeResponseFormat(api: AiSdkApi, request: ModelRequest): CallOptions['responseFormat'] {
  const format = request.responseFormat;
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type === 'json_schema' && format.schema !== undefined) return toJsonFormat(format, format.schema);
  // Google refuses JSON answers without a schema as soon as there are tools; Anthropic always does.
  return api === 'google-generative-ai' && request.tools.length === 0 ? { type: 'json' } : undefined;
}

function toJsonFormat(
  format: Extract<ResponseFormat, { type: 'json_schema' }>,
  schema: Record<string, unknown>,
): CallOptions['responseFormat'] {
  const description = format.description === undefined ? {} : { description: format.description };
  return { type: 'json', schema, name: format.name, ...description };
}

function toProviderOptions(api: AiSdkApi, request: ModelRequest): SharedV4ProviderOptions | undefined {
  const tier = request.options.serviceTier;
  switch (api) {
    case 'anthropic-messages':
      return asOptionsOf('anthropic', {
        disableParallelToolUse: request.parallelToolCalls === false ? true : undefined,
        serviceTier: tier === 'auto' ? 'auto' : tier === 'default' ? 'standard_only' : undefined,
      });
    case 'google-generative-ai':
      return asOptionsOf('google', {
        serviceTier: tier === 'default' ? 'standard' : tier === 'flex' || tier === 'priority' ? tier : undefined,
        thinkingConfig: request.options.reasoningSummary === undefined ? undefined : { includeThoughts: true },
      });
  }
}

function asOptionsOf(
  name: string,
  options: Record<string, JSONValue | undefined>,
): SharedV4ProviderOptions | undefined {
  const given = withoutUndefined(options);
  return Object.keys(given).length > 0 ? { [name]: given } : undefined;
}

function joinParagraphs(...paragraphs: string[]): string {
  return paragraphs.filter((paragraph) => paragraph.trim() !== '').join('\n\n');
}

function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
