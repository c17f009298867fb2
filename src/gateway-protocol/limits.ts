/** Bytes of one frame of a client: before and after it is connected. */
export const maxPayloadBeforeConnect = 64 * 1024;
export const maxPayload = 25 * 1024 * 1024;

/** Milliseconds that a client may take to send `connect`. */
export const connectMilliseconds = 5_000;

/** Milliseconds between two `tick` events, and between two pings. */
export const tickIntervalMs = 30_000;
