/**
 * A section of the configuration as it is now. Reloading the file replaces `current` by a new frozen object, so a request
 * reads it once and keeps what it read.
 */
export interface Live<T> {
  readonly current: T;
  /** Calls `listener` after each reload. Returns a function that stops it. */
  onChange(listener: (next: T) => void): () => void;
}
