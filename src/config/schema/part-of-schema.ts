import { isJsonObject } from '../../common/json.js';
import type { JsonSchema } from '../settings/setting-type.js';

/** One top-level section of a JSON Schema as a schema of its own, with the definitions that it needs. */
export function partOfSchema(whole: JsonSchema, section: string): JsonSchema {
  const part = childOf(whole, 'properties', section);
  const definitions = new Map<string, JsonSchema>();
  collect(part, whole, definitions);
  return { ...part, $defs: Object.fromEntries(definitions) };
}

function collect(from: JsonSchema, whole: JsonSchema, definitions: Map<string, JsonSchema>): void {
  for (const [, name] of JSON.stringify(from).matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) {
    if (definitions.has(name)) continue;
    const definition = childOf(whole, '$defs', name);
    definitions.set(name, definition);
    collect(definition, whole, definitions);
  }
}

function childOf(whole: JsonSchema, place: 'properties' | '$defs', name: string): JsonSchema {
  const children = whole[place];
  const child = isJsonObject(children) && Object.hasOwn(children, name) ? children[name] : undefined;
  return isJsonObject(child) ? child : {};
}
