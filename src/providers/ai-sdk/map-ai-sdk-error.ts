import {
  APICallError,
  InvalidArgumentError,
  InvalidPromptError,
  TypeValidationError,
  UnsupportedFunctionalityError,
} from '@ai-sdk/provider';
import { isJsonObject } from '../../common/json.js';
import type { JsonObject } from '../../common/json.js';
import { asArray, asObject, asText } from '../json-value.js';
import { kindOfStatus } from '../kind-of-status.js';
import { ProviderError } from '../provider.errors.js';
import { parseRetryAfter } from '../retry-policy.js';
import { cutError } from './map-finish-reason.js';

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
  const { statusCode, message, data } = asObject(error) ?? {};
  if (error instanceof Error || typeof message !== 'string') return mapCallError(error, true, nowMilliseconds);
  const status = typeof statusCode === 'number' ? statusCode : 500;
  return fromStatus(status, { cause: error, providerMessage: message, ...retryInfoOf(data) });
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
  const problem = asObject(error.data)?.error;
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
  const said = details.providerMessage === undefined ? '' : `: ${details.providerMessage}`;
  return new ProviderError(kindOfStatus(judged), `The provider answered with status ${status}${said}`, {
    ...details,
    status,
  });
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
  const text = error instanceof Error ? error.message : 'no further detail';
  return new ProviderError('upstream', `The provider's answer could not be read: ${text}`, { cause: error });
}

/** Judged by their shape: the errors of a connection need not come from this realm. */
function isConnectionError(error: unknown): boolean {
  const failure = asObject(error);
  const code = asText(failure?.code) ?? asText(asObject(failure?.cause)?.code);
  return failure?.message === 'terminated' || code !== undefined;
}

function isNewEvent(value: unknown): boolean {
  const type = asText(asObject(value)?.type);
  return type !== undefined && !knownEvents.has(type);
}

/** Google says in the body how long to wait, e.g. `"retryDelay": "37s"`. */
function retryInfoOf(problem: unknown): { retryAfterSeconds?: number } {
  const delays = detailsOf(problem).map((detail) => asText(detail.retryDelay));
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(delays.find((delay) => delay !== undefined) ?? '')?.[1];
  return seconds === undefined ? {} : { retryAfterSeconds: Number(seconds) };
}

/** Google answers a wrong key with 400 and a reason. */
function hasReason(problem: unknown, reason: string): boolean {
  return detailsOf(problem).some((detail) => detail.reason === reason);
}

function detailsOf(problem: unknown): JsonObject[] {
  return asArray(asObject(problem)?.details).filter(isJsonObject);
}
