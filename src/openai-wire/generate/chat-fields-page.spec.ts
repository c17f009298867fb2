import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { chatFields } from '../chat/chat-fields.js';
import { withChatFieldsTable as sut } from './chat-fields-page.js';

const page = readFileSync(new URL('../../../docs/api/chat-completions.md', import.meta.url), 'utf8');

describe('docs/api/chat-completions.md', () => {
  it('B9: its table of fields is what the code says; `npm run generate` makes it anew', () => {
    expect(sut(page)).toBe(page);
  });

  it.each(Object.entries(chatFields))('B9: it says what becomes of %s', (name, { note }) => {
    const rows = page.split('\n').filter((line) => line.startsWith(`| \`${name}\` `) && line.includes(` ${note} `));
    expect(rows).toHaveLength(1);
  });

  it('B9: what is written by hand survives, and a stale table does not', () => {
    const stale = page.replace(/^\| `model` .*\n/m, '').replace('# Chat completions', '# Another title');
    expect(sut(stale)).toBe(page.replace('# Chat completions', '# Another title'));
  });

  it('refuses a page without marks', () => {
    expect(() => sut('# A page')).toThrow('lost its marks');
  });
});
