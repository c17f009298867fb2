import { noUsage } from '../../common/usage.js';
import {
  type ResponseIdentity,
  type ResponseResource,
  endedResponse,
  startedResponse,
} from '../../openai-wire/responses/response-resource.js';
import { ResponseStreamWriter, type ResponsesDialect } from '../../openai-wire/responses/response-stream-writer.js';

export interface WarmOptions {
  dialect: ResponsesDialect;
  /** Fields of the request without effect. */
  ignoredFields: readonly string[];
}

/** A response for which no model was asked, and its events as JSON. */
export function toWarmResponse(
  identity: ResponseIdentity,
  { dialect, ignoredFields }: WarmOptions,
): { response: ResponseResource; texts: string[] } {
  const writer = new ResponseStreamWriter(dialect, undefined, (_name, json) => json);
  const response = endedResponse(identity, [], { status: 'completed', usage: noUsage }, identity.createdAt);
  writer.started(startedResponse(identity), ignoredFields);
  writer.ended(response);
  return { response, texts: writer.take().map((toText) => toText()) };
}
