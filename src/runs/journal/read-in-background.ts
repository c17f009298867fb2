import type { Logger } from '@nestjs/common';
import type { RunEvent } from '../run-event.js';

/** Has a run read to its end while nobody waits for it. It begins at once; a failure is told in the log. */
export function readInBackground(id: string, events: AsyncIterator<RunEvent[]>, logger: Logger): void {
  readToEnd(events).catch((error: unknown) => {
    logger.error(`The run ${id} could not be read to its end.`, error);
  });
}

async function readToEnd(events: AsyncIterator<RunEvent[]>): Promise<void> {
  while (!(await events.next()).done);
}
