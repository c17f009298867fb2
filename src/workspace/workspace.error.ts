export type WorkspaceErrorKind =
  'not-found' | 'not-a-file' | 'not-a-directory' | 'outside' | 'refused' | 'changed' | 'failed';

/** A path that cannot be used. The message is for the model: it says why, names no place of the host, and what to do. */
export class WorkspaceError extends Error {
  constructor(
    readonly kind: WorkspaceErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = WorkspaceError.name;
  }
}
