/** The version of the Gateway protocol that is spoken here. */
export const protocolVersion = 4;

/** Clients that only look whether a gateway is there may be as old as this. */
export const minimumProbeProtocol = 3;
