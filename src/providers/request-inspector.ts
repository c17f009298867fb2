/** What is about to be sent to a provider. */
export interface OutgoingRequest {
  /** Path and query of the address; the rest of it says only where the request goes. */
  target: string;
  /** A line for each, `name: value`. */
  headers: string;
  body: string;
  /** The provider's own key and the like, which it may be sent. Asked for when something was found. */
  ownSecrets(): readonly string[];
}

/** Looks at a request as a whole, as its bytes will be. Throws a `RequestWithheldError` for one that must not be sent. */
export type RequestInspector = (request: OutgoingRequest) => void;
