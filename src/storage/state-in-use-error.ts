/** Another gateway works with the state directory, so this one must not start. For the operator. */
export class StateInUseError extends Error {
  constructor(directory: string, cause?: unknown) {
    super(
      `Another gateway uses the state directory ${directory}, or is still stopping. Nothing was changed. Stop that one ` +
        'first, or give this one a directory of its own with OPENCLAW_STATE_DIR.',
      { cause },
    );
    this.name = StateInUseError.name;
  }
}
