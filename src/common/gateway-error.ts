/** OpenAI's `error.type` values that this gateway answers with. `requests` and `tokens` say which limit of the caller is reached. */
export type ErrorType =
  'invalid_request_error' | 'permission_error' | 'rate_limit_error' | 'requests' | 'tokens' | 'server_error';

export interface GatewayErrorOptions {
  /** HTTP status. */
  status: number;
  type: ErrorType;
  /** Machine-readable code, snake_case; null where OpenAI sends none. */
  code: string | null;
  /** The request field at fault, e.g. `messages[2].content`. */
  param?: string | null;
  /** Seconds after which a retry may succeed; becomes `Retry-After`. */
  retryAfterSeconds?: number;
  /** False makes clients stop retrying (`x-should-retry: false`). Default: true for 5xx and for 429 and 409, else false. */
  retryable?: boolean;
  /** Further response headers, e.g. `Allow`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * A failure whose message may be shown to the caller. The message says what is wrong and what to do, and never holds a
 * host detail or a secret; those belong in `cause`, which is only logged.
 */
export abstract class GatewayError extends Error {
  readonly status: number;
  readonly type: ErrorType;
  readonly code: string | null;
  readonly param: string | null;
  readonly retryAfterSeconds: number | undefined;
  readonly retryable: boolean;
  readonly headers: Record<string, string>;

  protected constructor(message: string, options: GatewayErrorOptions) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.status = options.status;
    this.type = options.type;
    this.code = options.code;
    this.param = options.param ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.retryable = options.retryable ?? (options.status >= 500 || options.status === 429 || options.status === 409);
    this.headers = options.headers ?? {};
  }
}

/** The request itself is at fault (status 400 unless another 4xx is given). */
export class InvalidRequestError extends GatewayError {
  constructor(
    message: string,
    options: { param?: string; code?: string; status?: number; headers?: Record<string, string> } = {},
  ) {
    super(message, {
      type: 'invalid_request_error',
      status: options.status ?? 400,
      code: options.code ?? null,
      param: options.param ?? null,
      retryable: false,
      ...(options.headers ? { headers: options.headers } : {}),
    });
  }
}
