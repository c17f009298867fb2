import { isJsonObject } from '../../common/json.js';
import { type ConfigPath, formatPath } from '../../config/settings/config-path.js';
import { withHint } from '../../config/settings/did-you-mean.js';
import type { JsonSchema } from '../../config/settings/setting-type.js';
import { configurationSchema } from '../../config/schema/json-schema.js';
import { partOfSchema } from '../../config/schema/part-of-schema.js';
import { CliError } from '../cli-error.js';

/**
 * The JSON Schema of the setting at a path, with the definitions that it needs. A step into a list or a map may be anything.
 * Throws a `CliError` that names what could have been meant.
 */
export function schemaAt(path: ConfigPath): JsonSchema {
  const whole = configurationSchema();
  if (path.length === 0) return whole;
  const part = partAt(path, whole);
  return partOfSchema({ properties: { part: inlined(part, whole) }, $defs: whole['$defs'] }, 'part');
}

/** Whether this path ends with a setting that the gateway knows by name, set or not; the keys of a list or a map are the user's. */
export function isNamedSetting(path: ConfigPath): boolean {
  const whole = configurationSchema();
  try {
    const { properties } = resolved(partAt(path.slice(0, -1), whole), whole);
    return isJsonObject(properties) && Object.hasOwn(properties, String(path.at(-1)));
  } catch (error) {
    if (error instanceof CliError) return false;
    throw error;
  }
}

function partAt(path: ConfigPath, whole: JsonSchema): JsonSchema {
  let part = whole;
  for (const [depth, step] of path.entries()) {
    part = childOf(resolved(part, whole), step) ?? unknownSetting(resolved(part, whole), path.slice(0, depth + 1));
  }
  return part;
}

/** What is shown is the thing itself, not a reference to it. */
function inlined({ $ref, ...part }: JsonSchema, whole: JsonSchema): JsonSchema {
  return $ref === undefined ? part : { ...resolved({ $ref }, whole), ...part };
}

/** A reference stands for what it names; of a choice, the one that has more below it. */
function resolved(schema: JsonSchema, whole: JsonSchema): JsonSchema {
  const reference = referenceIn(schema);
  const definitions = whole['$defs'];
  if (reference === undefined || !isJsonObject(definitions)) return schema;
  const definition = definitions[reference];
  return isJsonObject(definition) ? definition : schema;
}

function referenceIn({ $ref, anyOf }: JsonSchema): string | undefined {
  const choices: unknown[] = Array.isArray(anyOf) ? anyOf : [{ $ref }];
  const names = choices.flatMap((choice) => (isJsonObject(choice) ? nameIn(choice['$ref']) : []));
  return names.find((name) => name !== 'EnvironmentReference');
}

function nameIn(reference: unknown): string[] {
  return typeof reference === 'string' ? [reference.replace('#/$defs/', '')] : [];
}

function childOf(
  { properties, additionalProperties, items }: JsonSchema,
  step: string | number,
): JsonSchema | undefined {
  const named = isJsonObject(properties) && Object.hasOwn(properties, step) ? properties[step] : undefined;
  const child = named ?? items ?? additionalProperties;
  return isJsonObject(child) ? child : undefined;
}

function unknownSetting({ properties }: JsonSchema, path: ConfigPath): never {
  const names = isJsonObject(properties) ? Object.keys(properties) : [];
  const where = path.length === 1 ? 'The configuration' : formatPath(path.slice(0, -1));
  const hint =
    names.length === 0
      ? `${where} is a single value.`
      : `${where} has no ${withHint(String(path.at(-1)), names)}; there is: ${names.join(', ')}.`;
  throw new CliError(`There is no setting ${formatPath(path)}.`, { hint });
}
