import type { JsonObject } from '../common/json.js';
import type { FieldEffect, FieldTable } from './field-table.js';

/** What becomes of one field of a request. */
export interface FieldExplanation {
  field: string;
  effect: FieldEffect;
  note: string;
}

/** Names of unknown fields are the caller's words; no more than this of each is said again. */
const longestName = 64;
const maxFields = 200;

/** What becomes of each field of the body, in its order. */
export function explainFields(body: JsonObject, table: FieldTable): FieldExplanation[] {
  return Object.entries(body)
    .slice(0, maxFields)
    .map(([name, value]) => ({ field: name.slice(0, longestName), ...explainField(table, name, value) }));
}

function explainField(table: FieldTable, name: string, value: unknown): Omit<FieldExplanation, 'field'> {
  const field = Object.hasOwn(table, name) ? table[name] : undefined;
  if (value === null) return { effect: 'ignored', note: 'null counts as absent.' };
  return field ?? { effect: 'ignored', note: 'Not a field of this endpoint.' };
}
