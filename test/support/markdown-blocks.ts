import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A fenced block of a page. */
export interface FencedBlock {
  /** The page, relative to the checkout. */
  page: string;
  /** Line of the opening fence, counted from 1. */
  line: number;
  /** What stands behind the opening fence; empty where nothing does. */
  language: string;
  text: string;
}

export const checkout = fileURLToPath(new URL('../../', import.meta.url));

export function readPage(page: string): string {
  return readFileSync(join(checkout, page), 'utf8');
}

/** README, changelog and everything under docs/, relative to the checkout. */
export function documentationPages(): string[] {
  const docs = readdirSync(join(checkout, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(checkout, join(entry.parentPath, entry.name)));
  return ['README.md', 'CHANGELOG.md', ...docs.sort()];
}

/** The fenced blocks of a page, in order; one that is never closed is an error. */
export function fencedBlocks(page: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { line: number; language: string; lines: string[] } | undefined;
  for (const [index, line] of readPage(page).split('\n').entries()) {
    const fence = /^\s*```(.*)$/.exec(line)?.[1]?.trim();
    if (open && fence === '') {
      blocks.push({ page, line: open.line, language: open.language, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (fence !== undefined) open = { line: index + 1, language: fence, lines: [] };
  }
  if (open) throw new Error(`${page}:${open.line}: the fence is never closed`);
  return blocks;
}
