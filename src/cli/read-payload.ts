import { type JsonObject, isJsonObject } from '../common/json.js';

// Answers of a gateway, which may be older or newer than this program: what does not fit counts as absent.

/** An answer before it is read: its fields have the names that its type gives them, and nothing is known of what they hold. */
export type Unread<Payload> =
  FieldOf<Payload> extends infer Field extends PropertyKey ? { readonly [Name in Field]?: unknown } : never;

/** The fields of every member where it is a union. */
type FieldOf<Payload> = Payload extends unknown ? keyof Payload : never;

export function objectOf<Payload extends object>(value: unknown): Unread<Payload>;
export function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** The objects of a list. */
export function listOf<Payload extends object>(value: unknown): Unread<Payload>[];
export function listOf(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The texts of a list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
