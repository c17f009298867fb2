import { limitText } from '../../common/limit-text.js';
import type { RunEvent } from '../run-event.js';

/** Progress that may wait for a slow reader; beyond it the oldest is dropped. */
export const mostWaitingProgress = 64;

/** Characters of one piece of progress. */
export const maxProgressCharacters = 4_000;

/** What the tools under way tell, between them and whoever reads the run. */
export class ToolEvents {
  private events: RunEvent[] = [];
  private closed = false;
  private wake: () => void = () => undefined;

  push(event: RunEvent): void {
    if (event.type === 'tool-progress') this.makeRoom();
    this.events.push(event);
    this.wake();
  }

  /** Nothing more will come. */
  close(): void {
    this.closed = true;
    this.wake();
  }

  /** All that is told until `close`, in order, as soon as it is there. For one reader. */
  async *batches(): AsyncGenerator<RunEvent[], void> {
    for (;;) {
      if (this.events.length > 0) yield this.events.splice(0);
      else if (this.closed) return;
      else await this.more();
    }
  }

  private more(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private makeRoom(): void {
    const waiting = this.events.filter(({ type }) => type === 'tool-progress');
    if (waiting.length >= mostWaitingProgress) this.events.splice(this.events.indexOf(waiting[0]), 1);
  }
}

/** Tells of one call's progress until `end`: what a tool says after that is nobody's. */
export function progressOf(
  { id: callId, name }: { id: string; name: string },
  events: ToolEvents,
): { tell: (text: string) => void; end: () => void } {
  let underWay = true;
  return {
    tell: (text) => {
      if (underWay) events.push({ type: 'tool-progress', callId, name, text: limitText(text, maxProgressCharacters) });
    },
    end: () => {
      underWay = false;
    },
  };
}
