import type { ResponseFormat } from '../common/conversation.js';
import { invalidValue } from '../common/request-errors.js';
import { type Described, type Nesting, described } from './nesting.js';
import { readName, readObject, readOptionalBoolean, readOptionalString, readString } from './read.js';

/** The form that the client demands of the answer; `path` is where the request says so. */
export function readResponseFormat(value: unknown, path: string, nesting: Nesting): ResponseFormat | undefined {
  if (value === undefined || value === null) return undefined;
  const format = readObject(value, path);
  const type = readString(format['type'], `${path}.type`);
  if (type === 'text' || type === 'json_object') return { type };
  if (type === 'json_schema') return readJsonSchema(described(format, path, 'json_schema', nesting));
  throw invalidValue(`${path}.type`, 'expected text, json_object or json_schema');
}

function readJsonSchema({ fields, path }: Described): ResponseFormat {
  const description = readOptionalString(fields['description'], `${path}.description`);
  const strict = readOptionalBoolean(fields['strict'], `${path}.strict`);
  const schema = fields['schema'];
  return {
    type: 'json_schema',
    name: readName(fields['name'], `${path}.name`),
    ...(description === undefined ? {} : { description }),
    ...(schema === undefined || schema === null ? {} : { schema: readObject(schema, `${path}.schema`) }),
    ...(strict === undefined ? {} : { strict }),
  };
}
