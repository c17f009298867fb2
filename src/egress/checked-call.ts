/** A call of a provider, as far as it has to be known whose words it carries. */
export interface CheckedCall {
  agent: { id: string; publicMode: boolean };
  /** Of the run, for the log. */
  runId: string;
  words: CallWords;
}

/** Whose words a call carries. Asked only where something was found. */
export interface CallWords {
  /** What the gateway itself wrote: the prompt without the client's part, the agent's own tools. */
  gateway: () => string;
  /** What the caller wrote, so that it knows it already. */
  caller: () => string;
  /** base64 that the caller brought: it is left out of the search. */
  attachments: () => readonly string[];
}
