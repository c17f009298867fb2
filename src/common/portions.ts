/** As many as fit into one statement of a database, and leave others their turn. */
const most = 500;

/** The same items in their order, in lists that are not too long. */
export function portions<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / most);
  return Array.from({ length: count }, (_, index) => items.slice(index * most, (index + 1) * most));
}
