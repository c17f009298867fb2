import { GatewayError } from '../common/gateway-error.js';
import type { GatewayErrorOptions } from '../common/gateway-error.js';
import { ModelCallError } from './model-call.error.js';
import type { ProviderError } from './provider.errors.js';
import { withoutHostDetails } from './without-host-details.js';

/** An upstream failure as the caller sees it. */
export class ProviderFailure extends GatewayError {
  constructor(message: string, cause: ProviderError) {
    super(message, { ...optionsOf(cause), cause });
  }
}

export interface FailureAudience {
  /** Whether the provider's name and its own words may be told; false for public agents. */
  includeDetails: boolean;
}

export function toGatewayError(error: ProviderError, { includeDetails }: FailureAudience): ProviderFailure {
  const message = includeDetails ? detailedMessage(error) : `${plainMessage(error)} ${remedy(error)}`;
  return new ProviderFailure(message, error);
}

function optionsOf(error: ProviderError): GatewayErrorOptions {
  const { retryAfterSeconds } = error;
  switch (error.kind) {
    case 'rate-limited':
      return {
        status: 429,
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterSeconds)) }),
      };
    case 'timeout':
      return { status: 504, type: 'server_error', code: 'upstream_timeout' };
    case 'auth':
    case 'rejected':
      return { status: 502, type: 'server_error', code: 'upstream_error', retryable: false };
    case 'connect':
    case 'upstream':
    case 'cut':
    case 'aborted':
      return { status: 502, type: 'server_error', code: 'upstream_error' };
    case 'withheld':
      return { status: 500, type: 'server_error', code: 'egress_refused', retryable: false };
  }
}

function plainMessage(error: ProviderError): string {
  switch (error.kind) {
    case 'rate-limited':
      return 'The model provider limits the rate of requests.';
    case 'timeout':
      return 'The model provider did not answer in time.';
    case 'auth':
      return "The model provider refused the gateway's credential.";
    case 'rejected':
      return 'The model provider refused the request.';
    case 'connect':
      return 'The model provider could not be reached.';
    case 'upstream':
      return 'The model provider failed.';
    case 'cut':
      return 'The answer of the model provider broke off.';
    case 'aborted':
      return 'The call of the model provider was aborted.';
    case 'withheld':
      return 'The gateway did not send the request to the model provider: it held what this agent must not tell.';
  }
}

function remedy({ kind }: ProviderError): string {
  switch (kind) {
    case 'auth':
    case 'rejected':
    case 'withheld':
      return 'The operator of the gateway finds the reason in its log.';
    case 'rate-limited':
    case 'timeout':
    case 'connect':
    case 'upstream':
    case 'cut':
    case 'aborted':
      return 'Try again later.';
  }
}

function detailedMessage(error: ProviderError): string {
  const model = error instanceof ModelCallError ? ` (model ${error.model})` : '';
  const provider = error instanceof ModelCallError ? error.providerName : '<name>';
  const words = error.providerMessage ? ` It said: ${withoutHostDetails(error.providerMessage)}` : '';
  return `${plainMessage(error).replace(/\.$/, '')}${model}. ${detailedRemedy(error, provider)}${words}`;
}

function detailedRemedy(error: ProviderError, provider: string): string {
  const settings = `models.providers.${provider}`;
  switch (error.kind) {
    case 'rate-limited':
      return 'Try again later, or give the agent a fallback model.';
    case 'timeout':
      return `Try again, or raise the time limits in ${settings}.`;
    case 'auth':
      return `Check ${settings}.apiKey.`;
    case 'rejected':
      return hasNoSuchPath(error)
        ? `Check ${settings}.baseUrl: an address of OpenAI's API mostly ends in /v1.`
        : 'Check the model id and the options of the request.';
    case 'withheld':
      return 'The log says what was in it.';
    case 'connect':
      return `Check that it runs, and ${settings}.baseUrl.`;
    case 'upstream':
    case 'cut':
    case 'aborted':
      return 'Try again later.';
  }
}

/** A 404 that speaks of no model is about the address. */
function hasNoSuchPath({ status, providerMessage = '' }: ProviderError): boolean {
  return status === 404 && !/model/i.test(providerMessage);
}
