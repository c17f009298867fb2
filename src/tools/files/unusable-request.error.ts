import { ModelReadableError } from '../../common/model-readable.error.js';

/** What the model asked for cannot be done. */
export class UnusableRequestError extends ModelReadableError {}
