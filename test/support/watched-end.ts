import type { ServerResponse } from 'node:http';

/** How the answer to a request came to its end, as a server sees it. */
export interface WatchedEnd {
  /** True once the client closed the connection before the answer was complete. */
  aborted: boolean;
  /** Resolves when the answer is complete or the connection is closed. */
  closed: Promise<void>;
}

/** The request as it was received; its end is told in it when it comes. */
export function withEnd<Received extends object>(received: Received, response: ServerResponse): Received & WatchedEnd {
  const closed = new Promise<void>((resolve) => {
    response.once('close', () => {
      watched.aborted = !response.writableFinished;
      resolve();
    });
  });
  const watched: Received & WatchedEnd = { ...received, aborted: false, closed };
  return watched;
}
