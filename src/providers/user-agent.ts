/** What providers are told of the caller: nothing of the host, the runtime or a version. */
export const userAgent = 'openclaw-gateway';
