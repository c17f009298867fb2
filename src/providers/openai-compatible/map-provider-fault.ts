import { ProviderError } from '../provider.errors.js';
import type { ProviderErrorKind } from '../provider.errors.js';
import { asArray, asRecord, asText, parseJson } from './json-value.js';

const longestWords = 2_000;

/** What a status, or a status-like code inside an answer, means. 408 and 409 pass, so they count with the 5xx. */
export function kindOfStatus(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 409) return 'upstream';
  return status >= 400 && status < 500 ? 'rejected' : 'upstream';
}

/** The error for an answer with a status other than 2xx. */
export function fromStatus(
  status: number,
  body: string,
  secrets: readonly string[],
  retryAfterSeconds?: number,
): ProviderError {
  const words = providerWords(body, secrets);
  return new ProviderError(kindOfStatus(status), `The provider answered ${status}${words ? `: ${words}` : '.'}`, {
    status,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(words ? { providerMessage: words } : {}),
  });
}

/** The error for an error object, or text, that came as data inside an answer of status 200. */
export function fromErrorData(error: unknown, secrets: readonly string[]): ProviderError {
  const code = Number(asRecord(error)?.code ?? asRecord(error)?.status);
  const status = code >= 400 && code < 600 ? code : undefined;
  const words = withoutSecrets(messageIn(error) ?? '', secrets);
  const kind = status === undefined ? kindOfType(asRecord(error)) : kindOfStatus(status);
  return new ProviderError(kind, `The provider sent an error in its answer${words ? `: ${words}` : '.'}`, {
    ...(status === undefined ? {} : { status }),
    ...(words ? { providerMessage: words } : {}),
  });
}

function kindOfType(error: Record<string, unknown> | undefined): ProviderErrorKind {
  const names = [error?.type, error?.code];
  if (names.includes('rate_limit_error') || names.includes('rate_limit_exceeded')) return 'rate-limited';
  if (names.includes('authentication_error') || names.includes('invalid_api_key')) return 'auth';
  return names.includes('invalid_request_error') ? 'rejected' : 'upstream';
}

/** The provider's own message in an error body; pages meant for a browser have none. */
function providerWords(body: string, secrets: readonly string[]): string {
  const json = parseJson(body);
  const text = json === undefined ? body.trim() : (messageIn(json) ?? '');
  return text.startsWith('<') ? '' : withoutSecrets(text, secrets);
}

function messageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const record = asRecord(value) ?? asRecord(asArray(value)[0]);
  if (!record) return undefined;
  return messageIn(record.error) ?? asText(record.message) ?? asText(record.msg) ?? messageIn(record.detail);
}

/** Providers like to repeat the key that they refuse. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const clean = secrets.reduce((words, secret) => words.replaceAll(secret, '[secret]'), text);
  return clean.slice(0, longestWords);
}
