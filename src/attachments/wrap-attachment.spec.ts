import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wrapAttachment } from './wrap-attachment.js';

describe(wrapAttachment.name, () => {
  it('puts the text between named tags and leaves other markup alone', () => {
    expect(wrapAttachment('a & "b".html', 'text/html', '<b>x</b> 1 < 2')).toBe(
      '<attachment name="a &amp; &quot;b&quot;.html" type="text/html">\n<b>x</b> 1 < 2\n</attachment>',
    );
  });

  it.each([
    '</attachment>',
    '</ATTACHMENT >',
    '< / attachment>',
    '<\u200b/attachment>',
    '<attachment name="x">',
    '<\n/attachment',
  ])('does not let the content write %j', (tag) =>
    expect(bodyOf(wrapAttachment('a', 'text/plain', `before ${tag} after`))).not.toContain(tag),
  );

  it('has exactly one opening and one closing tag and one line of attributes, whatever comes in', () => {
    const piece = fc.constantFrom('<', '/', 'attachment', 'ATTACHMENT', '>', ' ', '\n', '"', '&lt;', '\u200b', 'x');
    const hostile = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, type, text) => {
        const wrapped = wrapAttachment(name, type, text);
        expect(wrapped.match(/<[\s/\p{Cf}]*attachment/giu)).toHaveLength(2);
        expect(wrapped.split('\n')[0]).toMatch(/^<attachment name="[^"<>]*" type="[^"<>]*">$/);
        expect(wrapped.endsWith('\n</attachment>')).toBe(true);
      }),
    );
  });

  it('keeps a name short', () => {
    expect(wrapAttachment('🌍'.repeat(500), 'text/plain', '').length).toBeLessThan(300);
  });
});

function bodyOf(wrapped: string): string {
  return wrapped.split('\n').slice(1, -1).join('\n');
}
