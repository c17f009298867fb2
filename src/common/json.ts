/** A JSON object whose fields have not been looked at. */
export type JsonObject = Record<string, unknown>;

/** Whether a parsed JSON value is an object: no list and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
