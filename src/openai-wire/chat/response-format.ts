import type { ResponseFormat } from '../../common/conversation.js';
import { invalidValue } from '../../common/request-errors.js';
import { readName, readObject, readOptionalBoolean, readOptionalString, readString } from '../read.js';

export function readResponseFormat(value: unknown): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const format = readObject(value, 'response_format');
  const type = readString(format['type'], 'response_format.type');
  if (type === 'text' || type === 'json_object') return { type };
  if (type === 'json_schema') return readJsonSchema(format['json_schema']);
  throw invalidValue('response_format.type', 'expected text, json_object or json_schema');
}

function readJsonSchema(value: unknown): ResponseFormat {
  const path = 'response_format.json_schema';
  const definition = readObject(value, path);
  const description = readOptionalString(definition['description'], `${path}.description`);
  const strict = readOptionalBoolean(definition['strict'], `${path}.strict`);
  const schema = definition['schema'];
  return {
    type: 'json_schema',
    name: readName(definition['name'], `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined || schema === null ? {} : { schema: readObject(schema, `${path}.schema`) }),
    ...(strict === undefined ? {} : { strict }),
  };
}
