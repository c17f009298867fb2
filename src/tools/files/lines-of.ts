/** The lines of a text without their ends, one after the other: a text may have millions. */
export function* linesOf(text: string): Generator<string, void> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield text.slice(start, newline > start && text[end - 1] === '\r' ? end - 1 : end);
    start = end + 1;
  }
}

/** How many lines `linesOf` would give. */
export function countLines(text: string): number {
  const ends = countOf('\n', text);
  return text === '' || text.endsWith('\n') ? ends : ends + 1;
}

/** How often something occurs in a text. */
export function countOf(sought: '\n' | '\r\n', text: string): number {
  let count = 0;
  for (let at = text.indexOf(sought); at !== -1; at = text.indexOf(sought, at + sought.length)) count += 1;
  return count;
}
