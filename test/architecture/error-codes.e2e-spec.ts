import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkout, documentationPages, readPage } from '../support/markdown-blocks.js';

/** No answer over HTTP and no frame has these, for a reason. */
const unseen: Record<string, string> = {
  run_exists: 'the protocol of operators has codes of its own',
  run_lost: 'a response tells it with a published code',
};

const codes = globSync('src/**/*.errors.ts', { cwd: checkout, exclude: ['src/cli/**'] }).flatMap((file) =>
  [...readFileSync(join(checkout, file), 'utf8').matchAll(/\bcode: '([a-z_]+)'/g)].map(([, code = '']) => code),
);

describe('codes of errors', () => {
  const told = documentationPages().map(readPage).join('\n');

  it.each([...new Set(codes)].filter((code) => !(code in unseen)))(
    'the documentation says what to do about %s',
    (code) => {
      expect(told).toContain(`\`${code}\``);
    },
  );

  it('those without a documentation exist', () => {
    expect(codes).toEqual(expect.arrayContaining(Object.keys(unseen)));
  });
});
