import { mostInPortion } from './portions.js';

/** As much as is read at once, unless a single item has more. */
export const mostBytesInPortion = 1_048_576;

/** As `portions`, in lists that are not too large either. */
export function portionsByBytes<T extends { readonly bytes: number }>(items: readonly T[]): T[][] {
  const lists: T[][] = [];
  let room = 0;
  for (const item of items) {
    room -= item.bytes;
    const last = lists.at(-1);
    if (last && room >= 0 && last.length < mostInPortion) {
      last.push(item);
    } else {
      lists.push([item]);
      room = mostBytesInPortion - item.bytes;
    }
  }
  return lists;
}
