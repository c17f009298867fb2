/** Where a gateway is, and what is presented to it. */
export interface GatewayTarget {
  /** Of the WebSocket: `ws://` or `wss://`. */
  url: string;
  /** The address for people: without what may be secret in it. */
  shown: string;
  credential: GatewayCredential;
  /** Where the credential comes from, for the hint when it is refused, e.g. `the variable OPENCLAW_GATEWAY_TOKEN`. */
  credentialSource: string;
}

/** Nothing where the gateway asks for nothing. */
export interface GatewayCredential {
  token?: string;
  password?: string;
}
