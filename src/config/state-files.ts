/** What the gateway and its command line keep in the state directory. Only their owner may read any of it. */
export const stateFiles = {
  /** The token that the gateway made for itself. */
  token: 'gateway-token',
  /** The configuration, where no other file is named. */
  configuration: 'openclaw.json',
  /** The kept conversations; SQLite puts files beside it whose names begin with this one. */
  sessions: 'sessions.sqlite',
  /** What people have typed in `openclaw chat`. */
  chatHistory: 'chat-history',
} as const;
