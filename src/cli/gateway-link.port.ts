/** Receives the events of a gateway. */
export type EventListener = (event: string, payload: unknown) => void;

/** A connection to a gateway, over the network or within the process, as an operator. */
export interface GatewayLink {
  /** What the gateway said of itself when it was reached. */
  readonly hello: { version: string; scopes: readonly string[] };
  /**
   * The last answer to a request. `onAccepted` gets the first one where a method answers twice. Rejects with a `ProtocolError`
   * where the gateway refuses, and with a `CliError` when the connection is lost.
   */
  request(method: string, params?: unknown, onAccepted?: (payload: unknown) => void): Promise<unknown>;
  onEvent(listener: EventListener): () => void;
  /** Settles when the connection is gone, with why. */
  readonly closed: Promise<string>;
  close(): Promise<void>;
}
