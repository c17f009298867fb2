import { type JsonObject, isJsonObject } from '../common/json.js';
import type { NestedFields } from './field-table.js';

/**
 * The published fields of an object of that kind which have no effect, e.g. `messages.assistant.name`. Others are let be, because
 * messages and items are sent back as they came in some answer.
 */
export function ignoredMembers(holder: unknown, kind: string, table: NestedFields): string[] {
  return membersOf(holder, kind, table, (effect) => effect === 'ignored');
}

/** As `ignoredMembers`, unknown fields included: for objects that only a request has. */
export function unusedMembers(holder: unknown, kind: string, table: NestedFields): string[] {
  return membersOf(holder, kind, table, (effect) => effect === undefined || effect === 'ignored');
}

/** As `ignoredMembers`, of content that may be an array of parts, whose kinds are `content.<type>`. */
export function ignoredInContent(content: unknown, table: NestedFields): string[] {
  return objectsIn(content).flatMap((part) => ignoredMembers(part, `content.${String(part['type'])}`, table));
}

/** As `unusedMembers`, of the function tools; `at` takes the function out of its tool. */
export function unusedInTools(tools: unknown, table: NestedFields, at: (tool: JsonObject) => unknown): string[] {
  return objectsIn(tools)
    .filter((tool) => tool['type'] === 'function')
    .flatMap((tool) => unusedMembers(at(tool), 'tools.function', table));
}

/** The objects of a list; none of what is no list. */
export function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

type Effect = NestedFields[string][string]['effect'];

function membersOf(
  holder: unknown,
  kind: string,
  table: NestedFields,
  isMeant: (effect: Effect | undefined) => boolean,
): string[] {
  const fields = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (!fields || !isJsonObject(holder)) return [];
  return Object.keys(holder)
    .filter((name) => holder[name] != null)
    .filter((name) => isMeant(Object.hasOwn(fields, name) ? fields[name]?.effect : undefined))
    .map((name) => `${kind}.${name}`);
}
