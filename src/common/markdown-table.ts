/** A table as Prettier writes it. The first line is the head; cells hold no line breaks, and no `|` outside of escapes. */
export function markdownTable(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(3, ...lines.map((cells) => cells[column]?.length ?? 0)));
  const [head = '', ...body] = lines.map((cells) => tableLine(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [head, tableLine(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/** Keeps a text in its cell, and angle brackets and asterisks outside of code visible. */
export function tableCell(text: string): string {
  const parts = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').split('`');
  return parts.map((part, index) => (index % 2 === 0 ? part.replaceAll(/[<*]/g, '\\$&') : part)).join('`');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
