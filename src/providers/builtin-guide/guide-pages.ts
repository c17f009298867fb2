import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A page of the project's documentation. `path` is relative to the package and uses `/`, e.g. `docs/security.md`. */
export interface GuidePage {
  path: string;
  markdown: string;
}

/** The same from src/ and from dist/, both of which lie directly in the package. */
const packageRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** README.md and docs/ without what is for developers, README first, then by path. What is missing or unreadable is left out; never throws. */
export async function loadGuidePages(root = packageRoot): Promise<GuidePage[]> {
  const paths = ['README.md', ...(await documentationPaths(root))];
  const pages = await Promise.all(paths.map((path) => readPage(root, path)));
  return pages.filter((page) => page !== undefined);
}

async function documentationPaths(root: string): Promise<string[]> {
  const entries = await readdir(join(root, 'docs'), { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.startsWith('docs/decisions/') && path !== 'docs/architecture.md')
    .sort();
}

async function readPage(root: string, path: string): Promise<GuidePage | undefined> {
  const markdown = await readFile(join(root, path), 'utf8').catch(() => undefined);
  return markdown === undefined ? undefined : { path, markdown };
}
