/** An abort controller that also aborts, with the same reason, when `parent` does. `unlink` ends that bond. */
export function linkedController(parent: AbortSignal): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  if (parent.aborted) {
    controller.abort(parent.reason);
    return { controller, unlink: () => undefined };
  }
  const follow = (): void => {
    controller.abort(parent.reason);
  };
  parent.addEventListener('abort', follow, { once: true });
  return { controller, unlink: () => parent.removeEventListener('abort', follow) };
}

/** The reason of an aborted signal; an `AbortError` in the place of one that is no error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('The work was aborted.', 'AbortError');
}
