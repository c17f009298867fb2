/** What a whole answer, and every chunk of a streamed one, says about itself. */
export interface AnswerIdentity {
  id: string;
  /** Seconds since the epoch. */
  created: number;
  /** As the client named it. */
  model: string;
}
