/** What the gateway and its command line keep in the state directory. Only their owner may read any of it. */
export const stateFiles = {
  /** Held by the gateway that works with the directory; always empty. */
  lock: 'gateway.lock',
  /** The token that the gateway made for itself. */
  token: 'gateway-token',
  /** The configuration, where no other file is named. */
  configuration: 'openclaw.json',
  /** The kept conversations; SQLite puts files beside it whose names begin with this one. */
  sessions: 'sessions.sqlite',
  /** What background runs and kept responses did, told again from here; with files beside it too. */
  runs: 'runs.sqlite',
  /** The kept responses; with files beside it too. */
  responses: 'responses.sqlite',
  /** Which calls were begun that may come again; with files beside it too. */
  calls: 'calls.sqlite',
  /** What people have typed in `openclaw chat`. */
  chatHistory: 'chat-history',
  /** The directory of the audit log. */
  audit: 'audit',
  /** A directory of its own for what there is of named keys, so that it can be watched without the rest. */
  keys: 'keys',
} as const;

/** What is in the directory of the keys. */
export const keyFiles = {
  /** The keys that the command line made. Only it writes there. */
  keys: 'keys.json',
  /** When each was used last. Only the gateway writes there. */
  uses: 'uses.json',
} as const;
