import { isJsonObject } from '../../common/json.js';
import type { JsonObject } from '../../common/json.js';

/** Enough for any real schema; a hostile one cannot make the walk longer. */
const maximumDepth = 24;
const maximumNodes = 2000;
const maximumItems = 100;

/**
 * A small value that fits a JSON Schema, best effort: required properties, the first choice of `enum`, `anyOf` and `oneOf`,
 * the lowest allowed number and length. `text` goes into the first string that is free to hold it; other strings are
 * empty. `pattern`, `format`, `not` and conditions are not looked at. Never throws, whatever the schema.
 */
export function minimalValue(schema: unknown, text = ''): unknown {
  return new SchemaWalk(schema, text).value(schema, 0);
}

class SchemaWalk {
  private nodes = 0;

  constructor(
    private readonly root: unknown,
    private text: string,
  ) {}

  value(given: unknown, depth: number): unknown {
    if (!isJsonObject(given) || depth > maximumDepth || ++this.nodes > maximumNodes) return null;
    const schema = merged(given);
    if (typeof schema.$ref === 'string') return this.value(resolve(this.root, schema.$ref), depth + 1);
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return schema.enum[0] ?? null;
    const choice = firstOf(schema.anyOf) ?? firstOf(schema.oneOf);
    return choice === undefined ? this.typed(schema, depth) : this.value(choice, depth + 1);
  }

  private typed(schema: JsonObject, depth: number): unknown {
    switch (typeOf(schema)) {
      case 'object':
        return this.object(schema, depth);
      case 'array':
        return Array.from({ length: countOf(schema.minItems) }, () => this.value(schema.items, depth + 1));
      case 'string':
        return this.string(schema);
      case 'number':
      case 'integer':
        return lowestNumber(schema);
      case 'boolean':
        return false;
      default:
        return null;
    }
  }

  private object(schema: JsonObject, depth: number): Record<string, unknown> {
    const properties = isJsonObject(schema.properties) ? schema.properties : {};
    const names = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
    const values = names.map((name): [string, unknown] => [name, this.value(own(properties, name), depth + 1)]);
    if (depth === 0 && this.text !== '') values.push(...this.optionalText(properties, names));
    return Object.fromEntries(values);
  }

  /** Where no required property could take the text, the first optional string does. */
  private optionalText(properties: JsonObject, taken: string[]): [string, unknown][] {
    const name = Object.keys(properties).find((key) => !taken.includes(key) && isFreeString(properties[key]));
    return name === undefined ? [] : [[name, this.value(properties[name], 1)]];
  }

  private string(schema: JsonObject): string {
    const value = this.text.padEnd(countOf(schema.minLength));
    this.text = '';
    return typeof schema.maxLength === 'number' ? value.slice(0, Math.max(0, schema.maxLength)) : value;
  }
}

function isFreeString(schema: unknown): boolean {
  return isJsonObject(schema) && typeOf(schema) === 'string' && !('const' in schema) && !('enum' in schema);
}

/** An empty schema fits anything, and takes the text. */
function typeOf(schema: JsonObject): unknown {
  if (Array.isArray(schema.type)) return schema.type.find((type) => type !== 'null');
  return schema.type ?? (isJsonObject(schema.properties) ? 'object' : 'string');
}

function merged(schema: JsonObject): JsonObject {
  if (!Array.isArray(schema.allOf)) return schema;
  const parts = [schema, ...schema.allOf.filter(isJsonObject)];
  const properties = parts.map((part) => part.properties).filter(isJsonObject);
  const required = parts.flatMap((part) => (Array.isArray(part.required) ? (part.required as unknown[]) : []));
  const all = Object.assign({}, ...parts) as JsonObject;
  return {
    ...all,
    ...(properties.length > 0 ? { properties: Object.assign({}, ...properties) as JsonObject } : {}),
    required,
  };
}

function resolve(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  const names = reference.slice(1).split('/').slice(1);
  return names.reduce<unknown>((at, name) => own(at, name.replaceAll('~1', '/').replaceAll('~0', '~')), root);
}

function own(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function firstOf(choices: unknown): unknown {
  return Array.isArray(choices) ? choices[0] : undefined;
}

function countOf(limit: unknown): number {
  return typeof limit === 'number' && limit > 0 ? Math.min(Math.ceil(limit), maximumItems) : 0;
}

function lowestNumber(schema: JsonObject): number {
  const above = typeof schema.exclusiveMinimum === 'number' ? Math.floor(schema.exclusiveMinimum) + 1 : 0;
  const lowest = typeof schema.minimum === 'number' ? Math.ceil(schema.minimum) : above;
  return Math.min(Math.max(0, lowest), typeof schema.maximum === 'number' ? schema.maximum : Infinity);
}
