import { setImmediate } from 'node:timers/promises';

/** How many turns of the event loop a promise takes to settle, counted up to `max`: unlike milliseconds the same on a busy machine. */
export async function turnsUntilSettled(promise: Promise<unknown>, max = 1_000): Promise<number> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  for (let turns = 1; turns < max; turns++) {
    if (await Promise.race([settled, setImmediate(false)])) return turns;
  }
  return max;
}

/** Lets the event loop turn so often that all is read which has arrived at the sockets of this process: with a pause it may turn once. */
export async function severalTurns(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await setImmediate();
}
