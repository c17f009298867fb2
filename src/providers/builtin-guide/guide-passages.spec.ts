import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guidePages } from '../../../test/support/guide-fixtures.js';
import { passagesOf, titleOf } from './guide-passages.js';

function passages(...lines: string[]) {
  return passagesOf({ path: 'docs/page.md', markdown: lines.join('\n') });
}

describe(passagesOf.name, () => {
  it('splits at headings and keeps the way down to each, without the title', () => {
    const found = guidePages.flatMap(passagesOf).map(({ page, title, headings }) => [page, title, headings.join('/')]);

    expect(found).toEqual([
      ['README.md', 'OpenClaw gateway', ''],
      ['README.md', 'OpenClaw gateway', 'Quick start'],
      ['README.md', 'OpenClaw gateway', 'Connect Ollama'],
      ['docs/security.md', 'Security', ''],
      ['docs/security.md', 'Security', 'Public agents'],
      ['docs/security.md', 'Security', 'Public agents/Limits'],
      ['docs/security.md', 'Security', 'Rate limit'],
    ]);
  });

  it('takes a # inside a code fence for code, and keeps the block as it is', () => {
    const block = ['```bash', '# not a heading **at all**', '', 'npm start <port>', '```'];

    expect(passages('# Page', 'Run:', ...block).map(({ text }) => text)).toEqual([['Run:', '', ...block].join('\n')]);
  });

  it('ends a fence only with its own kind', () => {
    const block = ['````md', '```', '# inner', '```', '````'];

    expect(passages('# Page', ...block, '## After', 'text').map(({ text }) => text)).toEqual([
      block.join('\n'),
      'text',
    ]);
  });

  it('takes an unclosed fence as code up to the end', () => {
    expect(passages('```', '# a')).toEqual([expect.objectContaining({ text: '```\n# a' })]);
  });

  it('strips images, links, comments, tags and bold, but nothing in code spans', () => {
    const text = '<!-- note\nhidden --><b>See</b> ![badge](b.svg)[the **page**](p.md): `<port> **x**` <br/>end';

    expect(passages(text)).toEqual([expect.objectContaining({ text: 'See the page: `<port> **x**` end' })]);
  });

  it('parts a long section between paragraphs, and never a code block from the text before it', () => {
    const paragraph = 'word '.repeat(200).trim();
    const code = ['```', 'x'.repeat(2000), '```'].join('\n');

    const texts = passages('# Page', paragraph, '', paragraph, '', code).map(({ text }) => text);

    expect(texts).toEqual([paragraph, `${paragraph}\n\n${code}`]);
  });

  it('loses no word of plain prose, whatever its layout', () => {
    const line = fc.oneof(
      fc.constantFrom('', '# one', '### two', 'alpha beta', '- gamma'),
      fc.stringMatching(/^[a-z ]{0,30}$/),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const said = passages(...lines).flatMap(({ text }) => text.split(/\s+/));
        const written = lines.filter((each) => !each.startsWith('#')).flatMap((each) => each.split(/\s+/));
        expect(said).toEqual(written.filter((word) => word !== ''));
      }),
    );
  });
});

describe(titleOf.name, () => {
  it('is the first heading, else the path', () => {
    expect(titleOf({ path: 'docs/a.md', markdown: 'x\n## The [title](x.md)' })).toBe('The title');
    expect(titleOf({ path: 'docs/a.md', markdown: 'x' })).toBe('docs/a.md');
  });
});
