import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { readFrontMatter } from './front-matter.js';

async function problemOf(text: string): Promise<string> {
  const read = await readFrontMatter(text);
  return 'problem' in read ? read.problem : 'none';
}

describe(readFrontMatter.name, () => {
  it.each([
    '---\nname: a\nn: 1\n---\nbody',
    '---  \r\nname: a\r\nn: 1\r\n---',
    '---\nname: a\nn: 1\n---\n---\nb: 2\n---\n',
  ])('reads the block at the head (case %#)', async (text) => {
    expect(await readFrontMatter(text)).toEqual({ fields: { name: 'a', n: 1 } });
  });

  it.each(['', 'name: a', '# Title\n---\nname: a\n---\n', '---\nname: a\n', '---\n---\n', ' ---\nname: a\n---'])(
    'says that there is none (case %#)',
    async (text) => {
      expect(await problemOf(text)).toMatch(/^does not begin with front matter/);
    },
  );

  it.each(['---\njust words\n---', '---\n- a\n- b\n---', '---\n\n---', '---\n# nothing\n---'])(
    'refuses what is no list of keys (case %#)',
    async (text) => {
      expect(await problemOf(text)).toMatch(/no list of `key: value` lines/);
    },
  );

  it('names the line of the file where the YAML ends to make sense, and the usual remedy', async () => {
    expect(await problemOf('---\nname: a\ndescription: Use when: always\n---\n')).toMatch(
      /\(Nested mappings .* at line 3, column \d+\)\. A text with a colon needs quotes$/,
    );
  });

  it('refuses aliases, duplicate keys and absurd depth instead of spending memory on them', async () => {
    const bomb = ['a: &a [x,x]', 'b: &b [*a,*a,*a,*a,*a,*a,*a,*a]', 'c: &c [*b,*b,*b,*b,*b,*b,*b,*b]', 'd: [*c,*c]'];
    expect(await problemOf(`---\n${bomb.join('\n')}\n---`)).toMatch(/aliases are not allowed/);
    expect(await problemOf('---\na: 1\na: 2\n---')).toMatch(/must be unique/);
    expect(await problemOf(`---\na: ${'['.repeat(30_000)}\n---`)).toMatch(/not valid YAML/);
  });

  it('makes nothing of tags and no prototype of a key', async () => {
    const read = await readFrontMatter('---\n__proto__: {polluted: true}\na: !!js/function "x"\n---');
    expect('fields' in read && 'polluted' in read.fields).toBe(false);
    expect({}).not.toHaveProperty('polluted');
  });

  it('never rejects', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (yaml) => {
        await expect(readFrontMatter(`---\n${yaml}\n---\n`)).resolves.toBeDefined();
      }),
    );
  });

  it('takes linear time', async () => {
    const hostile = [`---\n${'\n---'.repeat(8_000)} x`, `---\n${'\n---          x'.repeat(3_000)}`];
    const spent = await processorMilliseconds(() => Promise.all(hostile.map(readFrontMatter)));
    expect(spent).toBeLessThan(1_000);
  });
});
