import type { ResponseFormat, ToolDefinition } from '../../common/conversation.js';
import { type JsonObject, isJsonObject } from '../../common/json.js';
import type { ModelOptions } from '../../common/model-options.js';
import { invalidValue, unsupportedParameter } from '../../common/request-errors.js';
import { type ReadOptions, namedFields, sortFields } from '../field-table.js';
import { readPlainFields } from '../plain-fields.js';
import { type WireToolChoice, readToolChoice } from '../tool-choice.js';
import { readTools } from '../tools.js';
import { ignoredInResponse } from './ignored-in-response.js';
import { type WireInputItem, readInput } from './input-item.js';
import { isPlainlyValid } from './plainly-valid.js';
import { readInclude, wantsReceipts } from './read-include.js';
import { readMetadata } from './read-metadata.js';
import { type WireReasoning, readReasoning } from './read-reasoning.js';
import { type WireText, readText } from './read-text.js';
import { type RequestEcho, toRequestEcho } from './request-echo.js';
import { type WireState, readState } from './response-state.js';
import { responsesFields } from './responses-fields.js';
import { ResponsesRequestDto } from './responses-request.dto.js';

/** The body of `POST /v1/responses`, checked whole. */
export interface ResponsesRequest {
  model: string | undefined;
  user: string | undefined;
  stream: boolean;
  instructions: string | undefined;
  input: WireInputItem[];
  tools: ToolDefinition[];
  toolChoice: WireToolChoice;
  parallelToolCalls: boolean | undefined;
  /** Calls that the agent may make to its own tools. */
  maxToolCalls: number | undefined;
  responseFormat: ResponseFormat | undefined;
  options: ModelOptions;
  /** Whether reasoning is wanted as a summary. */
  summarizes: boolean;
  /** Whether the answer is to tell of the agent's calls of its own tools. */
  wantsReceipts: boolean;
  state: WireState;
  /** What the answer repeats of the request. */
  echo: RequestEcho;
  /** Fields that were accepted without effect, as far as they are to be named. */
  ignoredFields: string[];
}

/** Throws `InvalidRequestError` (400) for the first fault found, naming the exact field. */
export function readResponsesRequest(body: unknown, read: ReadOptions): ResponsesRequest {
  if (!isJsonObject(body)) throw invalidValue('body', 'expected a JSON object');
  const sorted = sortFields(body, responsesFields);
  const dto = readPlainFields(body, responsesFields, new ResponsesRequestDto(), isPlainlyValid);
  if (dto.top_logprobs != null && dto.top_logprobs > 0)
    throw unsupportedParameter('top_logprobs', "'top_logprobs' is not supported; leave it out.");
  const input = readInput(body['input']);
  const { tools, unknownTypes } = readTools(body['tools'], 'flat');
  const toolChoice = readToolChoice(body['tool_choice'], tools, 'flat');
  const text = readText(body['text']);
  const reasoning = readReasoning(body['reasoning']);
  const ignored = [
    ...sorted,
    ...unknownTypes.map((type) => `tools.${type}`),
    ...ignoredInResponse(body),
    ...ignoredValues(body, dto),
  ];
  return {
    model: dto.model ?? undefined,
    user: dto.user ?? undefined,
    stream: dto.stream ?? false,
    instructions: dto.instructions ?? undefined,
    input,
    tools,
    toolChoice,
    parallelToolCalls: dto.parallel_tool_calls ?? undefined,
    maxToolCalls: dto.max_tool_calls ?? undefined,
    responseFormat: text.format,
    options: toModelOptions(dto, text, reasoning),
    summarizes: reasoning.summary !== undefined,
    wantsReceipts: wantsReceipts(body['include']),
    state: readState(dto, body['conversation']),
    echo: toRequestEcho({ dto, tools, toolChoice, text, reasoning, metadata: readMetadata(body['metadata']) }),
    ignoredFields: namedFields(ignored, read),
  };
}

function ignoredValues(body: JsonObject, dto: ResponsesRequestDto): string[] {
  return [...(dto.truncation === 'disabled' ? ['truncation.disabled'] : []), ...readInclude(body['include'])];
}

function toModelOptions(dto: ResponsesRequestDto, text: WireText, reasoning: WireReasoning): ModelOptions {
  const options: { [K in keyof ModelOptions]: ModelOptions[K] | null | undefined } = {
    maxOutputTokens: dto.max_output_tokens,
    temperature: dto.temperature,
    topP: dto.top_p,
    frequencyPenalty: dto.frequency_penalty,
    presencePenalty: dto.presence_penalty,
    stop: typeof dto.stop === 'string' ? [dto.stop] : dto.stop,
    reasoningEffort: reasoning.effort,
    reasoningSummary: reasoning.summary,
    verbosity: text.verbosity,
    serviceTier: dto.service_tier,
    promptCacheKey: dto.prompt_cache_key,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value != null));
}
