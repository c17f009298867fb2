/** What of an answer does not follow from the events of its run, as JSON. */
export interface AnswerRecord<Replay = unknown> {
  runId: string;
  /** Those that tell of the run, by name. */
  headers: Record<string, string>;
  /** What the endpoint needs to tell the answer again; null where there was no room for it, or it was deleted. */
  replay: Replay;
  /** Whether the events of the run are on disk for this call alone, and go with it. */
  ownsEvents: boolean;
  /** Whether the run ends when the client leaves that began it. */
  isBound: boolean;
  /** Whether the client had the answer deleted. Default: no. */
  isDeleted?: boolean;
}
