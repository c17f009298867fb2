import { ModelReadableError } from '../common/model-readable.error.js';

export type WorkspaceErrorKind =
  'not-found' | 'not-a-file' | 'not-a-directory' | 'outside' | 'refused' | 'changed' | 'failed';

/** A path that cannot be used. */
export class WorkspaceError extends ModelReadableError {
  constructor(
    readonly kind: WorkspaceErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
