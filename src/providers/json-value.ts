import { isJsonObject } from '../common/json.js';
import type { JsonObject } from '../common/json.js';

/*
 * Readers for what a provider sends, whose shape nobody promises: what is not of the asked kind counts as absent.
 */

export function asObject(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The string, or undefined when it is none or empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number as a whole count; 0 for one below it, and for one so large that it counts nothing. */
export function asCount(value: unknown): number {
  const count = typeof value === 'number' ? Math.round(value) : 0;
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}
