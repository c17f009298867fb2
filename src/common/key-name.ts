/** The name of a named key. It becomes a part of session keys, so it has no colon. */
export const keyNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
