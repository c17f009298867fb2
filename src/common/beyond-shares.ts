/** What a room is divided by. */
export interface Shares<T> {
  holder: (item: T) => string;
  size: (item: T) => number;
  /** Sizes that all items together may have. */
  room: number;
}

/**
 * The items that there is no room for, of whoever takes the most: nobody loses any to somebody who takes more. Each holder's items
 * come in the order in which they are worth keeping; what does not fit makes room for what comes after it.
 */
export function beyondShares<T>(items: readonly T[], { holder, size, room }: Shares<T>): T[] {
  let free = room;
  return claimsOn(items, { holder, size })
    .sort((one, other) => one.claim - other.claim)
    .filter(({ item }) => {
      const fits = size(item) <= free;
      if (fits) free -= size(item);
      return !fits;
    })
    .map(({ item }) => item);
}

/** Each with what its holder takes with it and with those before it. */
function claimsOn<T>(items: readonly T[], { holder, size }: Omit<Shares<T>, 'room'>): { item: T; claim: number }[] {
  const taken = new Map<string, number>();
  return items.map((item) => {
    const claim = (taken.get(holder(item)) ?? 0) + size(item);
    taken.set(holder(item), claim);
    return { item, claim };
  });
}
