import type {
  AnswerDescription,
  HeaderDescription,
  OperationDescription,
  ParameterDescription,
} from '../../http/describes.decorator.js';
import { limitHeaders, retryHeaders } from '../../http/described-answer-headers.js';
import { errorEnvelopeSchema } from '../../openai-wire/error-envelope.schema.js';

/** An operation of the document. Named schemas are still in it; `ComponentSchemas` makes references of them. */
export function toOperation(
  { id, summary, details, parameters = [], body, answers }: OperationDescription,
  { isPublic }: { isPublic: boolean },
): Record<string, unknown> {
  const headers = isPublic ? {} : limitHeaders;
  const responses = Object.entries(answers).map(([status, answer]) => [status, toResponse(answer, headers)]);
  return {
    operationId: id,
    summary,
    ...(details === undefined ? {} : { description: details }),
    ...(isPublic ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(toParameter) }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(responses),
      default: toResponse(
        { description: 'It did not come to that.', json: errorEnvelopeSchema },
        { ...headers, ...retryHeaders },
      ),
    },
  };
}

function toParameter({ name, in: place, description, schema }: ParameterDescription) {
  return { name, in: place, description, required: place === 'path', schema };
}

function toResponse(
  { description, json, events }: AnswerDescription,
  headers: Readonly<Record<string, HeaderDescription>>,
) {
  const content = {
    ...(json === undefined ? {} : { 'application/json': { schema: json } }),
    // OpenAPI 3.1 has no words for the events within a stream.
    ...(events === undefined ? {} : { 'text/event-stream': { schema: { type: 'string' }, 'x-event-data': events } }),
  };
  return {
    description,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  };
}
