import { setImmediate as afterReadyWork } from 'node:timers/promises';
import { mostInPortion } from '../../common/portions.js';
import { fullWrite } from '../../http/full-write.js';
import { sseKeepAlive } from '../../openai-wire/sse.js';
import type { LogStretch, RunLog } from '../../runs/journal/run-log.js';
import { toWireRunEvent } from './to-wire-run-event.js';
import type { LostEvents, WireRunEvent } from './wire-run-event.js';

/**
 * The events of a run from the index `from` on as the text of an event stream, to the last one or until the signal aborts.
 * Others have their turn between two writes, however fast they are read. Between two writes nothing of the run is held but its log, so events may be forgotten before a slow reader has got to them;
 * it is told how many.
 */
export async function* followRun(log: RunLog, from: number, signal: AbortSignal): AsyncGenerator<string, void> {
  // A run that waits says nothing; its reader should know all the same that it is heard.
  yield sseKeepAlive;
  for (let next = from; ;) {
    const write = await writeFrom(log, next, signal);
    if (!write) return;
    next = write.next;
    yield write.text;
    if (next < log.end) await afterReadyWork();
  }
}

interface Write {
  text: string;
  /** Index of the first event that is not in it. */
  next: number;
}

/** Undefined at the end. */
async function writeFrom(log: RunLog, from: number, signal: AbortSignal): Promise<Write | undefined> {
  const stretch = await log.next(from, signal, mostInPortion);
  return stretch && toWrite(stretch, from);
}

function toWrite({ first, events }: LogStretch, from: number): Write {
  const lost = first - from;
  let text = lost > 0 ? toEventText(first - 1, { type: 'events.lost', count: lost }) : '';
  let next = first;
  for (const event of events) {
    text += toEventText(next, toWireRunEvent(event));
    next += 1;
    if (text.length >= fullWrite) break;
  }
  return { text, next };
}

/** JSON text never holds a raw line break. */
function toEventText(index: number, event: WireRunEvent | LostEvents): string {
  return `id: ${index}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
