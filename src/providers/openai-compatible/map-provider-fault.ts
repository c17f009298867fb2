import { type JsonObject, tryParseJson } from '../../common/json.js';
import { asArray, asObject, asText } from '../json-value.js';
import { kindOfStatus } from '../kind-of-status.js';
import { ProviderError } from '../provider.errors.js';
import type { ProviderErrorKind } from '../provider.errors.js';

/** The error for an answer with a status other than 2xx. */
export function fromStatus(status: number, body: string, retryAfterSeconds?: number): ProviderError {
  const words = providerWords(body);
  return new ProviderError(kindOfStatus(status), `The provider answered ${status}${words ? `: ${words}` : '.'}`, {
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(words ? { providerMessage: words } : {}),
  });
}

/** The error for an error object, or text, that came as data inside an answer of status 200. */
export function fromErrorData(error: unknown): ProviderError {
  const code = Number(asObject(error)?.code ?? asObject(error)?.status);
  const status = code >= 400 && code < 600 ? code : undefined;
  const words = messageIn(error) ?? '';
  const kind = status === undefined ? kindOfType(asObject(error)) : kindOfStatus(status);
  return new ProviderError(kind, `The provider sent an error in its answer${words ? `: ${words}` : '.'}`, {
    ...(status === undefined ? {} : { status }),
    ...(words ? { providerMessage: words } : {}),
  });
}

function kindOfType(error: JsonObject | undefined): ProviderErrorKind {
  const names = [error?.type, error?.code];
  if (names.includes('rate_limit_error') || names.includes('rate_limit_exceeded')) return 'rate-limited';
  if (names.includes('authentication_error') || names.includes('invalid_api_key')) return 'auth';
  return names.includes('invalid_request_error') ? 'rejected' : 'upstream';
}

/** The provider's own message in an error body; pages meant for a browser have none. */
function providerWords(body: string): string {
  const json = tryParseJson(body);
  const text = json === undefined ? body.trim() : (messageIn(json) ?? '');
  return text.startsWith('<') ? '' : text;
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const record = asObject(value) ?? asObject(asArray(value)[0]);
  if (!record) return undefined;
  return messageIn(record.error) ?? asText(record.message) ?? asText(record.msg) ?? messageIn(record.detail);
}
