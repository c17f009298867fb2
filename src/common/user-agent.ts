/** What the servers that the gateway calls are told of it: nothing of the host, the runtime or a version. */
export const userAgent = 'openclaw-gateway';
