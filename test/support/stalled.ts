/** Whether `count` has stood still for half a second, each time it is asked. */
export function stalled(count: () => number): () => boolean {
  let last = { count: -1, since: 0 };
  return () => {
    if (count() !== last.count) last = { count: count(), since: performance.now() };
    return performance.now() - last.since > 500;
  };
}
