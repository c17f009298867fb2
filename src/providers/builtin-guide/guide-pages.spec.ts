import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadGuidePages } from './guide-pages.js';

describe(loadGuidePages.name, () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'guide-pages-'));
  });

  afterEach(() => rm(root, { recursive: true }));

  it('reads README.md and docs/, without decisions and other files, under relative paths', async () => {
    await mkdir(join(root, 'docs', 'api'), { recursive: true });
    await mkdir(join(root, 'docs', 'decisions'));
    const files = [
      'README.md',
      'CHANGELOG.md',
      'docs/security.md',
      'docs/api/chat.md',
      'docs/a.txt',
      'docs/decisions/1.md',
    ];
    await Promise.all(files.map((path) => writeFile(join(root, path), `# ${path}`)));

    expect(await loadGuidePages(root)).toEqual([
      { path: 'README.md', markdown: '# README.md' },
      { path: 'docs/api/chat.md', markdown: '# docs/api/chat.md' },
      { path: 'docs/security.md', markdown: '# docs/security.md' },
    ]);
  });

  it('gives no page where there is no documentation', async () => {
    expect(await loadGuidePages(root)).toEqual([]);
    expect(await loadGuidePages(join(root, 'missing'))).toEqual([]);
  });

  it('leaves out a page that cannot be read', async () => {
    await mkdir(join(root, 'README.md'));
    await mkdir(join(root, 'docs'));
    await writeFile(join(root, 'docs', 'a.md'), 'a');

    expect(await loadGuidePages(root)).toEqual([{ path: 'docs/a.md', markdown: 'a' }]);
  });

  it('finds the package by itself and names pages relative to it', async () => {
    const pages = await loadGuidePages();

    for (const page of pages) expect(page.path).toMatch(/^(README|docs\/.+)\.md$/);
    expect(pages.filter((page) => page.path.includes('decisions'))).toEqual([]);
  });
});
