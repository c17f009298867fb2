import type { Message } from '../common/conversation.js';
import { type MessageSize, sizeOf } from '../common/message-size.js';
import { fingerprint } from './message-fingerprint.js';

/** To be raised whenever `viewOf` gives something else for the same turn, so that what is stored is made anew. */
export const turnViewVersion = 1;

/** What deciding about a turn needs to know of its messages, at a small and like cost however large they are. */
export interface TurnView {
  /** Fingerprints of what a client that resends its history sends of it: its input and what was shown. */
  prints: readonly string[];
  /** Of all that goes upstream of it, in order. */
  sizes: readonly MessageSize[];
}

export function viewOf({ input, output, visible }: TurnMessages): TurnView {
  return { prints: [...input, visible].map(fingerprint), sizes: [...input, ...output].map(sizeOf) };
}

interface TurnMessages {
  input: readonly Message[];
  output: readonly Message[];
  visible: Message;
}
