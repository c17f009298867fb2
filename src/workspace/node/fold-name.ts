/** A name as a file system that ignores case and Unicode form compares it. */
export function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
