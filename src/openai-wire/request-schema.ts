import type { JsonSchema } from '../common/named-schema.js';
import type { FieldTable } from './field-table.js';

/**
 * A property for each field of a request, with what becomes of it. What a field may hold is said where `known` has it, and told
 * by the errors otherwise.
 */
export function requestProperties(
  fields: FieldTable,
  known: Readonly<Record<string, object>> = {},
): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(fields).map(([field, { effect, note }]) => [
      field,
      {
        ...(effect === 'refused' ? { type: 'null', deprecated: true } : known[field]),
        description: `${effect}: ${note}`,
      },
    ]),
  );
}
