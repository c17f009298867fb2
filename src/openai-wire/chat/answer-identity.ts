import type { ReceiptDetail } from '../tool-receipt.js';

/** What a whole answer, and every chunk of a streamed one, says about itself. */
export interface AnswerIdentity {
  id: string;
  /** Seconds since the epoch. */
  created: number;
  /** As the client named it. */
  model: string;
  /** How much is told of the agent's calls of its own tools; nothing where it is left out. */
  receipts?: ReceiptDetail;
}
