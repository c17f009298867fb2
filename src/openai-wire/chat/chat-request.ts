import { type JsonObject, isJsonObject } from '../../common/json.js';
import type { ResponseFormat } from '../../common/conversation.js';
import type { ModelOptions } from '../../common/model-options.js';
import { invalidValue, unsupportedParameter, unsupportedValue } from '../../common/request-errors.js';
import { type ReadOptions, namedFields, sortFields } from '../field-table.js';
import { readPlainFields } from '../plain-fields.js';
import { readOptionalBoolean } from '../read.js';
import { readResponseFormat } from '../response-format.js';
import { type WireToolChoice, readToolChoice } from '../tool-choice.js';
import { type WireTools, readTools } from '../tools.js';
import { chatFields } from './chat-fields.js';
import { type WireMessage, readMessages } from './chat-message.js';
import { ChatRequestDto } from './chat-request.dto.js';
import { ignoredInChat } from './ignored-in-chat.js';
import { isPlainlyValid } from './plainly-valid.js';

/** The body of `POST /v1/chat/completions`, checked whole. */
export interface ChatRequest {
  model: string | undefined;
  user: string | undefined;
  stream: boolean;
  includeUsage: boolean;
  messages: WireMessage[];
  tools: WireTools['tools'];
  toolChoice: WireToolChoice;
  parallelToolCalls: boolean | undefined;
  responseFormat: ResponseFormat | undefined;
  options: ModelOptions;
  /** Fields that were accepted without effect, as far as they are to be named. */
  ignoredFields: string[];
}

/** Throws `InvalidRequestError` (400) for the first fault found, naming the exact field. */
export function readChatRequest(body: unknown, read: ReadOptions): ChatRequest {
  if (!isJsonObject(body)) throw invalidValue('body', 'expected a JSON object');
  const ignoredFields = sortFields(body, chatFields);
  const dto = readPlainFields(body, chatFields, new ChatRequestDto(), isPlainlyValid);
  refuseUnsupportedValues(dto);
  const messages = readMessages(body['messages']);
  const { tools, unknownTypes } = readTools(body['tools'], 'nested');
  for (const type of unknownTypes) ignoredFields.push(`tools.${type}`);
  const streamOptions = dto.stream_options ?? {};
  ignoredFields.push(...ignoredInChat(body));
  return {
    model: dto.model ?? undefined,
    user: dto.user ?? undefined,
    stream: dto.stream ?? false,
    includeUsage: readOptionalBoolean(streamOptions['include_usage'], 'stream_options.include_usage') ?? false,
    messages,
    tools,
    toolChoice: readToolChoice(body['tool_choice'], tools, 'nested'),
    parallelToolCalls: dto.parallel_tool_calls ?? undefined,
    responseFormat: readResponseFormat(body['response_format'], 'response_format', 'nested'),
    options: toModelOptions(dto),
    ignoredFields: namedFields(ignoredFields, read),
  };
}

function refuseUnsupportedValues(dto: ChatRequestDto): void {
  if (dto.n != null && dto.n !== 1) throw unsupportedValue('n', "Only 'n': 1 is supported; send one request a choice.");
  if (dto.modalities?.some((modality) => modality !== 'text')) {
    throw unsupportedValue('modalities', 'Only ["text"] is supported.');
  }
  if (dto.logprobs === true) throw unsupportedParameter('logprobs', "'logprobs' is not supported; leave it out.");
  if (dto.top_logprobs != null && dto.top_logprobs > 0) {
    throw unsupportedParameter('top_logprobs', "'top_logprobs' is not supported; leave it out.");
  }
}

function toModelOptions(dto: ChatRequestDto): ModelOptions {
  const options: { [K in keyof ModelOptions]: ModelOptions[K] | null | undefined } = {
    maxOutputTokens: dto.max_completion_tokens ?? dto.max_tokens,
    temperature: dto.temperature,
    topP: dto.top_p,
    frequencyPenalty: dto.frequency_penalty,
    presencePenalty: dto.presence_penalty,
    seed: dto.seed,
    stop: typeof dto.stop === 'string' ? [dto.stop] : dto.stop,
    logitBias: readLogitBias(dto.logit_bias),
    reasoningEffort: dto.reasoning_effort,
    verbosity: dto.verbosity,
    serviceTier: dto.service_tier,
    promptCacheKey: dto.prompt_cache_key,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
}

function readLogitBias(value: JsonObject | null | undefined): Record<string, number> | undefined {
  if (!value) return undefined;
  for (const [token, bias] of Object.entries(value)) {
    if (typeof bias !== 'number' || bias < -100 || bias > 100) {
      throw invalidValue(`logit_bias.${token.slice(0, 20)}`, 'expected a number from -100 to 100');
    }
  }
  return value as Record<string, number>;
}
