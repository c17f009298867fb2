import { SetMetadata } from '@nestjs/common';
import type { JsonSchema } from '../common/named-schema.js';

export const DESCRIPTION = 'openclaw:description';

export interface ParameterDescription {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  schema: JsonSchema;
}

/** A header of an answer. */
export interface HeaderDescription {
  description: string;
  schema: JsonSchema;
}

/** What an answer holds: JSON, a stream of server-sent events with JSON in each, both by the caller's choice, or nothing. */
export interface AnswerDescription {
  description: string;
  json?: JsonSchema;
  events?: JsonSchema;
}

/** What a handler does, for the OpenAPI document. Its path, its method and who may call it are read from the handler itself. */
export interface OperationDescription {
  /** Unique in the gateway; generated clients name their methods by it. */
  id: string;
  /** One sentence without its full stop. */
  summary: string;
  details?: string;
  /** Every variable of the path, and what is read of the query and the headers. */
  parameters?: readonly ParameterDescription[];
  /** The JSON body; without it none is read. */
  body?: JsonSchema;
  /** By status. That errors are told in OpenAI's envelope is said for all handlers alike. */
  answers: Readonly<Record<number, AnswerDescription>>;
}

/** Every handler has one, except those that only refuse other methods. */
export const Describes = (description: OperationDescription) => SetMetadata(DESCRIPTION, description);
