import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Schema {
  anyOf?: { $ref?: string }[];
  oneOf?: { $ref?: string }[];
  properties?: { type?: { enum?: string[] } };
}

/** Whose published schemas. */
type Publisher = 'openai' | 'openresponses';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const definitions: Record<Publisher, Record<string, Schema>> = {
  openai: load('openai'),
  openresponses: load('openresponses'),
};
const compiled = new Map<string, ValidateFunction>();

function load(publisher: Publisher): Record<string, Schema> {
  const file = new URL(`../fixtures/${publisher}-schemas.json`, import.meta.url);
  const schemas: { $defs: Record<string, Schema> } = JSON.parse(readFileSync(file, 'utf8'));
  ajv.addSchema(schemas, publisher);
  return schemas.$defs;
}

/** Throws unless `value` is what OpenAI's schema of that name allows, e.g. `CreateChatCompletionResponse`. */
export function expectValid(name: string, value: unknown, publisher: Publisher = 'openai'): void {
  const key = `${publisher}#/$defs/${name}`;
  const validate = compiled.get(key) ?? ajv.compile({ $ref: key });
  compiled.set(key, validate);
  if (validate(value)) return;
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
  throw new Error(`Not a ${name} of ${publisher}: ${faults.join('; ')}\n${JSON.stringify(value)}`);
}

/** Throws unless a whole response is what OpenAI and Open Responses both allow. */
export function expectValidResponse(value: unknown): void {
  expectValid('Response', value);
  expectValid('ResponseResource', value, 'openresponses');
}

/** Throws unless the answer of a compaction is what OpenAI and Open Responses both allow. */
export function expectValidCompaction(value: unknown): void {
  expectValid('CompactResource', value);
  expectValid('CompactResource', value, 'openresponses');
}

/** Throws unless an event of a response is known to OpenAI or Open Responses, and is what each that knows it allows. */
export function expectValidResponseEvent(event: { type: string }): void {
  const openAi = nameOfEvent('openai', 'ResponseStreamEvent', event.type);
  const openResponses = nameOfEvent('openresponses', 'StreamEvent', event.type);
  if (openAi === undefined && openResponses === undefined) throw new Error(`Nobody knows the event ${event.type}.`);
  if (openAi !== undefined) expectValid(openAi, event);
  if (openResponses !== undefined) expectValid(openResponses, event, 'openresponses');
}

/** The schema of one kind of event, because the first fault of a union of fifty says nothing. */
function nameOfEvent(publisher: Publisher, union: string, type: string): string | undefined {
  const { anyOf, oneOf } = definitions[publisher][union] ?? {};
  const names = (anyOf ?? oneOf ?? []).map(({ $ref = '' }) => $ref.replace('#/$defs/', ''));
  return names.find((name) => definitions[publisher][name]?.properties?.type?.enum?.includes(type));
}
