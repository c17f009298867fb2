import type { AuthenticatedRequest } from '../auth/authenticated-request.js';

/** What is particular to the upgrades of one path, where the credential comes with the upgrade. */
export interface UpgradeDoor {
  readonly path: string;
  /**
   * Judges an upgrade that may come from its host and origin, and leaves its credential with the request. Rejects with the
   * `GatewayError` that is to be answered.
   */
  admit(request: AuthenticatedRequest): Promise<void>;
  /** Bytes that a message of the client may have; asked for each connection. */
  maxPayload(): number;
}
