import { ModelReadableError } from '../../common/model-readable.error.js';

/** A command that was not started. */
export class CommandRefusedError extends ModelReadableError {}
