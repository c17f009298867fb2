import { GatewayError, InvalidRequestError } from '../../common/gateway-error.js';
import { limitText } from '../../common/limit-text.js';
import type { BodyLimit } from '../../http/body-limit.js';

/** 400: neither this connection nor the store has the response for this caller. */
export class PreviousResponseNotFoundError extends InvalidRequestError {
  constructor(id: string) {
    super(
      `Previous response with id '${limitText(id, 80)}' not found. A response with "store": false lives in its connection, ` +
        'until a request that follows it is refused or fails, or others need its room. Send the whole conversation without ' +
        "'previous_response_id'.",
      { code: 'previous_response_not_found', param: 'previous_response_id' },
    );
  }
}

/** 413: what was said on this connection and goes with the request is too much for one. */
export class ConversationTooLargeError extends InvalidRequestError {
  constructor({ bytes, setting }: BodyLimit) {
    super(
      `The conversation that 'previous_response_id' stands for is larger than ${bytes} bytes. Begin a new one with less, or ` +
        `raise ${setting}.`,
      { status: 413, code: 'request_too_large', param: 'previous_response_id' },
    );
  }
}

/** 429: the client does not wait for its responses. */
export class TooManyFramesError extends GatewayError {
  constructor() {
    super('Too many requests on this connection. Wait for responses before sending more, or open another connection.', {
      status: 429,
      type: 'rate_limit_error',
      code: 'too_many_requests',
      retryAfterSeconds: 1,
    });
  }
}

/** 400: no connection lasts for ever. */
export class ConnectionTimeLimitError extends InvalidRequestError {
  constructor(minutes: number) {
    super(
      `Responses websocket connection limit reached (${minutes} minutes). Create a new websocket connection to continue.`,
      { code: 'websocket_connection_limit_reached' },
    );
  }
}
