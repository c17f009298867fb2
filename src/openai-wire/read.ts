import { InvalidRequestError } from '../common/gateway-error.js';

/** A JSON object whose fields have not been looked at. */
export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Status 400 that names the field at fault in OpenAI's words. */
export function invalidValue(param: string, expected: string): InvalidRequestError {
  return new InvalidRequestError(`Invalid value for '${param}': ${expected}.`, { param, code: 'invalid_value' });
}

export function missing(param: string): InvalidRequestError {
  return new InvalidRequestError(`Missing required parameter: '${param}'.`, {
    param,
    code: 'missing_required_parameter',
  });
}

export function unsupportedValue(param: string, message: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'unsupported_value' });
}

export function unsupportedParameter(param: string, message: string): InvalidRequestError {
  return new InvalidRequestError(message, { param, code: 'unsupported_parameter' });
}

export function readObject(value: unknown, path: string): JsonObject {
  if (value === undefined || value === null) throw missing(path);
  if (!isObject(value)) throw invalidValue(path, 'expected an object');
  return value;
}

export function readString(value: unknown, path: string): string {
  if (value === undefined || value === null) throw missing(path);
  if (typeof value !== 'string') throw invalidValue(path, 'expected a string');
  return value;
}

/** Undefined for an absent or null field, as OpenAI treats the two alike. */
export function readOptionalString(value: unknown, path: string): string | undefined {
  return value === undefined || value === null ? undefined : readString(value, path);
}

export function readOptionalBoolean(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalidValue(path, 'expected true or false');
  return value;
}

/** A name as OpenAI lets tools and response formats have. */
export function readName(value: unknown, path: string): string {
  const name = readString(value, path);
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(name)) return name;
  throw invalidValue(path, 'expected 1 to 64 letters, digits, underscores or dashes');
}

export function readArray(value: unknown, path: string): unknown[] {
  if (value === undefined || value === null) throw missing(path);
  if (!Array.isArray(value)) throw invalidValue(path, 'expected an array');
  return value;
}
