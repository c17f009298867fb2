import { describe, expect, it } from '@jest/globals';
import { toMarkdown as sut } from './to-markdown.js';

describe('toMarkdown', () => {
  it('is a page with who said what, calls of tools too', () => {
    const createdAt = new Date(2026, 0, 5, 9, 7).getTime();
    const messages = [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is *in* it?' },
          { type: 'image', mimeType: 'image/png' },
        ],
      },
      { role: 'assistant', content: [{ type: 'toolCall', id: 'c', name: 'read', arguments: { path: 'a' } }] },
      { role: 'toolResult', content: [{ type: 'text', text: '1 line' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Nothing.' }] },
    ];
    expect(sut({ key: 'agent:main:main', session: {}, turns: [{ id: 't', createdAt, messages }] })).toBe(
      [
        '# Session agent:main:main',
        '## 2026-01-05 09:07',
        '**You**',
        'What is *in* it?\n[image/png]',
        '**Agent**',
        '[calls read {"path":"a"}]',
        '**Tool**',
        '1 line',
        '**Agent**',
        'Nothing.\n',
      ].join('\n\n'),
    );
  });

  it.each([
    [{}, 'Nothing has been said in this session yet.'],
    [{ turns: 1 }, 'Nothing since it was reset; 1 earlier turn is stored until it is deleted.'],
    [{ turns: 3 }, 'Nothing since it was reset; 3 earlier turns are stored until it is deleted.'],
  ])('of a session without turns, %j, it is its title and why', (session, why) => {
    const key = 'agent:main:main';
    expect(sut({ key, session, turns: [] })).toBe(`# Session agent:main:main\n\n${why}\n`);
  });
});
