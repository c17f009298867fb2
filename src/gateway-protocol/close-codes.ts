/** Why the gateway closes a connection (RFC 6455, 7.4.1). */
export const closeCodes = {
  /** Nobody connected in time. */
  normal: 1000,
  /** No common version of the protocol. */
  protocolError: 1002,
  /** Binary frames are not spoken here. */
  unsupportedData: 1003,
  /** A frame that is no JSON. */
  invalidPayload: 1007,
  /** Refused, too many messages, or too slow. */
  policyViolation: 1008,
  tooLarge: 1009,
  /** The gateway stops; connect again in a moment. */
  serviceRestart: 1012,
  /** The gateway holds as much of what clients have sent as it can. */
  tryAgainLater: 1013,
} as const;

const longestReasonBytes = 123;

/** A close reason that fits into its frame; what is too long is cut between characters. */
export function closeReason(text: string): string {
  let reason = text.slice(0, longestReasonBytes).toWellFormed();
  while (Buffer.byteLength(reason) > longestReasonBytes) reason = reason.slice(0, -1).toWellFormed();
  return reason;
}
