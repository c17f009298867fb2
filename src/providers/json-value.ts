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

/** The number as a whole count of at least 0. */
export function asCount(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.round(value) : 0;
}
