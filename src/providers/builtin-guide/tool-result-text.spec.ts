import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortened, toolResultText } from './tool-result-text.js';

describe(toolResultText.name, () => {
  it('shows JSON as an indented list', () => {
    const result = {
      agent: 'main',
      owner: true,
      tools: ['a', 'b'],
      none: [],
      limits: { turns: 25 },
      list: [{ id: 1 }],
    };

    expect(toolResultText(JSON.stringify(result)).split('\n')).toEqual([
      '- agent: main',
      '- owner: true',
      '- tools: a, b',
      '- none: (none)',
      '- limits:',
      '  - turns: 25',
      '- list:',
      '  -',
      '    - id: 1',
    ]);
  });

  it.each([
    ['It is noon.', 'It is noon.'],
    ['{"cut', '{"cut'],
    ['42', '42'],
    ['', '(empty)'],
    ['{}', '- (none)'],
  ])('shows %j as %j', (text, shown) => {
    expect(toolResultText(text)).toBe(shown);
  });

  it('says how many lines are left out', () => {
    const lines = toolResultText(
      JSON.stringify(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, at]))),
    );

    expect(lines.split('\n')).toHaveLength(61);
    expect(lines).toContain('(and 40 more lines)');
  });

  it('stays within its limits, whatever the tool says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json({ maxDepth: 12 })), (text) => {
        expect(toolResultText(text.repeat(3)).length).toBeLessThanOrEqual(6001);
        expect(toolResultText(text)).not.toBe('');
      }),
    );
    expect(toolResultText('x'.repeat(1e6))).toHaveLength(6001);
    expect(toolResultText(`${'['.repeat(2000)}${']'.repeat(2000)}`).length).toBeLessThan(200);
  });
});

describe(shortened.name, () => {
  it('does not part a surrogate pair', () => {
    expect(shortened('a😀b', 2)).toBe('a…');
    expect(shortened('a😀b', 3)).toBe('a😀…');
    expect(shortened('abc', 3)).toBe('abc');
  });
});
