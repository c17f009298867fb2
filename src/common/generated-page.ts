/** A file of the checkout that follows from the code, as a whole or in part. */
export interface GeneratedFile {
  /** Relative to the checkout. */
  name: string;
  /** What it should hold, of what it holds now; `''` where it is missing. */
  content: (current: string) => string;
}

/**
 * The page with what stands between the marks of `source`, a place in src, replaced by `part`. What stands outside of them is
 * written by hand and stays. Throws where the page has no such marks.
 */
export function withGeneratedPart(page: string, source: string, part: string): string {
  const startMark = `<!-- generated from ${source}: start -->`;
  const endMark = `<!-- generated from ${source}: end -->`;
  const start = page.indexOf(startMark);
  const end = page.indexOf(endMark);
  if (start < 0 || end < start) throw new Error(`The page has lost its marks: ${startMark} … ${endMark}`);
  return `${page.slice(0, start + startMark.length)}\n\n${part}\n\n${page.slice(end)}`;
}
