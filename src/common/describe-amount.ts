const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes for a reader, e.g. `0 bytes`, `1.4 kB`, `12 MB`; 1 kB is 1024 bytes. */
export function describeSize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const amount = bytes / 1024 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[power] ?? ''}`;
}

/** A number with its noun, e.g. `1 line`, `2 lines`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
