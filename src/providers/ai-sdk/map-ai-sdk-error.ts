import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  TypeValidationError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { ProviderError, type ProviderErrorKind } from '../provider.errors.js';
import { parseRetryAfter } from '../retry-policy.js';
import { cutError } from './map-finish-reason.js';

const longestProviderMessage = 2_000;
const knownEvents = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'error',
]);

/** A failure of the call itself, or of reading its answer: `started` tells whether the answer had begun. */
export function mapCallError(error: unknown, started: boolean, nowMilliseconds: number): ProviderError {
  if (error instanceof ProviderError) return error;
  const failure = APICallError.isInstance(error) && isSuccess(error) ? error.cause : error;
  if (started && isConnectionError(failure)) return cutError(failure);
  if (APICallError.isInstance(error)) return fromApiCallError(error, nowMilliseconds);
  if (isRefusedBySdk(error)) return notSendable(error);
  return notUnderstood(error);
}

/** An error inside the answer; undefined for an event of a kind that came up after this adapter was written. */
export function mapStreamError(error: unknown, nowMilliseconds: number): ProviderError | undefined {
  if (TypeValidationError.isInstance(error) && isNewEvent(error.value)) return undefined;
  const status = numberAt(error, 'statusCode');
  const message = textAt(error, 'message');
  if (error instanceof Error || message === undefined) return mapCallError(error, true, nowMilliseconds);
  return fromStatus(status ?? 500, { cause: error, providerMessage: message, ...retryInfoOf(valueAt(error, 'data')) });
}

/** The SDK wraps what breaks off an answer in an error that has the answer's status. */
function isSuccess(error: APICallError): boolean {
  return error.statusCode !== undefined && error.statusCode < 300;
}

function isRefusedBySdk(error: unknown): error is Error {
  const kinds = [UnsupportedFunctionalityError, InvalidArgumentError, InvalidPromptError];
  return kinds.some((kind) => kind.isInstance(error));
}

/** The call's own `cause` only: the error itself holds the whole request, which does not belong in a log. */
function fromApiCallError(error: APICallError, nowMilliseconds: number): ProviderError {
  const status = error.statusCode;
  if (status === undefined) return notReached(error);
  if (isSuccess(error)) return notUnderstood(error.cause ?? error);
  const problem = valueAt(error.data, 'error');
  const headers = error.responseHeaders ?? {};
  const asked = parseRetryAfter(headers['retry-after'], nowMilliseconds);
  const details = {
    cause: error.cause,
    ...retryInfoOf(problem),
    ...(asked === undefined ? {} : { retryAfterSeconds: asked }),
    ...(error.message === '' ? {} : { providerMessage: error.message }),
  };
  return hasReason(problem, 'API_KEY_INVALID') ? fromStatus(401, { ...details, status }) : fromStatus(status, details);
}

function fromStatus(
  judged: number,
  details: { status?: number; retryAfterSeconds?: number; providerMessage?: string; cause: unknown },
): ProviderError {
  const status = details.status ?? judged;
  const providerMessage = details.providerMessage?.slice(0, longestProviderMessage);
  const said = providerMessage === undefined ? '' : `: ${providerMessage}`;
  return new ProviderError(kindOf(judged), `The provider answered with status ${status}${said}`, {
    ...details,
    status,
    ...(providerMessage === undefined ? {} : { providerMessage }),
  });
}

function kindOf(status: number): ProviderErrorKind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 409) return 'upstream';
  return status >= 400 && status < 500 ? 'rejected' : 'upstream';
}

function notReached(error: APICallError): ProviderError {
  return new ProviderError(
    'connect',
    `No connection to the provider (${error.message}). Check models.providers.*.baseUrl and the network.`,
    { cause: error.cause },
  );
}

function notSendable(error: Error): ProviderError {
  return new ProviderError('rejected', `The provider's API cannot take this request: ${error.message}`, {
    cause: error,
  });
}

function notUnderstood(error: unknown): ProviderError {
  const text = error instanceof Error ? error.message.slice(0, longestProviderMessage) : 'no further detail';
  return new ProviderError('upstream', `The provider's answer could not be read: ${text}`, { cause: error });
}

/** Judged by their shape: the errors of a connection need not come from this realm. */
function isConnectionError(error: unknown): boolean {
  const code = textAt(error, 'code') ?? textAt(valueAt(error, 'cause'), 'code');
  return textAt(error, 'message') === 'terminated' || code !== undefined;
}

function isNewEvent(value: unknown): boolean {
  const type = textAt(value, 'type');
  return type !== undefined && !knownEvents.has(type);
}

/** Google says in the body how long to wait, e.g. `"retryDelay": "37s"`. */
function retryInfoOf(problem: unknown): { retryAfterSeconds?: number } {
  const delays = detailsOf(problem).map((detail) => textAt(detail, 'retryDelay'));
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(delays.find((delay) => delay !== undefined) ?? '')?.[1];
  return seconds === undefined ? {} : { retryAfterSeconds: Number(seconds) };
}

/** Google answers a wrong key with 400 and a reason. */
function hasReason(problem: unknown, reason: string): boolean {
  return detailsOf(problem).some((detail) => textAt(detail, 'reason') === reason);
}

function detailsOf(problem: unknown): unknown[] {
  const details = valueAt(problem, 'details');
  return Array.isArray(details) ? details : [];
}

function valueAt(holder: unknown, key: string): unknown {
  return typeof holder === 'object' && holder !== null ? (holder as Record<string, unknown>)[key] : undefined;
}

function textAt(holder: unknown, key: string): string | undefined {
  const value = valueAt(holder, key);
  return typeof value === 'string' ? value : undefined;
}

function numberAt(holder: unknown, key: string): number | undefined {
  const value = valueAt(holder, key);
  return typeof value === 'number' ? value : undefined;
}
