import { setImmediate as afterReadyWork } from 'node:timers/promises';

/** As many as fit into one statement of a database, and leave others their turn. */
export const mostInPortion = 500;

/** The same items in their order, in lists that are not too long. */
export function portions<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / mostInPortion);
  return Array.from({ length: count }, (_, index) => items.slice(index * mostInPortion, (index + 1) * mostInPortion));
}

/** The same lists, between which others have their turn however fast they are read. */
export async function* portionsInTurns<T>(items: readonly T[]): AsyncGenerator<T[], void> {
  for (const portion of portions(items)) {
    yield portion;
    await afterReadyWork();
  }
}
