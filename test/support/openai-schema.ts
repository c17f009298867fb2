import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const file = new URL('../fixtures/openai-schemas.json', import.meta.url);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), 'openai');
const compiled = new Map<string, ValidateFunction>();

/** Throws unless `value` is what OpenAI's schema of that name allows, e.g. `CreateChatCompletionResponse`. */
export function expectValid(name: string, value: unknown): void {
  const validate = compiled.get(name) ?? ajv.compile({ $ref: `openai#/$defs/${name}` });
  compiled.set(name, validate);
  if (validate(value)) return;
  const faults = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message ?? ''}`);
  throw new Error(`Not a ${name}: ${faults.join('; ')}\n${JSON.stringify(value)}`);
}
