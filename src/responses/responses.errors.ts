import { GatewayError, InvalidRequestError } from '../common/gateway-error.js';
import { limitText } from '../common/limit-text.js';
import type { BodyLimit } from '../http/body-limit.js';

/** 404: there is no response of this id, or it is not for this caller. */
export class ResponseNotFoundError extends InvalidRequestError {
  constructor(id: string, param?: string) {
    super(
      `There is no response with the id '${limitText(id, 80)}' for this caller. It may be deleted or too old, or was asked ` +
        'for with "store": false, by another credential, or by the owner where the caller is not.',
      { status: 404, code: 'response_not_found', ...(param === undefined ? {} : { param }) },
    );
  }
}

/** 404: no kept item has the id, or it is not for this caller. */
export class ItemNotFoundError extends InvalidRequestError {
  constructor(id: string, param: string) {
    super(`There is no item with the id '${limitText(id, 80)}' for this caller. Send the item itself.`, {
      status: 404,
      code: 'item_not_found',
      param,
    });
  }
}

/** 413: what a request refers to is larger than it may be itself. */
export class ReferencesTooLargeError extends InvalidRequestError {
  constructor({ bytes, setting }: BodyLimit) {
    super(
      `The items that this request refers to are larger than ${bytes} bytes together, which is what it could hold itself. ` +
        `Refer to less, or raise ${setting}.`,
      { status: 413, code: 'request_too_large', param: 'input' },
    );
  }
}

/** 413: the items may be small, but the responses that they are to be found in are not. */
export class ReferencesTooFarError extends InvalidRequestError {
  constructor(bytes: number, { setting }: BodyLimit) {
    super(
      `The items that this request refers to are in responses of more than ${bytes} bytes together. Send the items ` +
        `themselves, or raise ${setting}.`,
      { status: 413, code: 'request_too_large', param: 'input' },
    );
  }
}

/** 500: what is kept of one response cannot be read. Others are not affected. */
export class ResponseDamagedError extends GatewayError {
  constructor(cause: unknown) {
    super(
      'What is stored of this response is damaged and cannot be read. Send the request again; the operator can restore ' +
        'the response store from a backup.',
      { status: 500, type: 'server_error', code: 'response_damaged', retryable: false, cause },
    );
  }
}

/** 500: the store of responses could not do its work. Nothing was written. */
export class ResponseStoreError extends GatewayError {
  constructor(cause: unknown) {
    super(
      "The store of responses failed. Try again; if it goes on, the operator should look at the gateway's log and at the " +
        'free space of its state directory.',
      { status: 500, type: 'server_error', code: 'response_store_failed', cause },
    );
  }
}

/** 502: the model did not get to the end of a summary. */
export class SummaryCutError extends GatewayError {
  constructor() {
    super('The model did not finish the summary. Allow more output tokens, or compact less at a time.', {
      status: 502,
      type: 'server_error',
      code: 'summary_cut',
      retryable: false,
    });
  }
}
