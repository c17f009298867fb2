import { SessionLanes } from '../../src/sessions/session-lane.port.js';
import type { TestApp } from './create-test-app.js';

/**
 * Resolves when the next run has asked for its session: requests over several sockets overtake each other, so a test that
 * cares for their order waits for this between two of them.
 */
export function nextInQueue({ app }: TestApp): Promise<void> {
  const lanes = app.get<SessionLanes>(SessionLanes);
  const acquire = lanes.acquire.bind(lanes);
  return new Promise((resolve) => {
    lanes.acquire = (...given) => {
      lanes.acquire = acquire;
      resolve();
      return acquire(...given);
    };
  });
}
