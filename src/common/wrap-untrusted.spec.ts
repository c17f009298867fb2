import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { wrapUntrusted } from './wrap-untrusted.js';

describe(wrapUntrusted.name, () => {
  it('puts the text between tags with what is said of it', () => {
    const wrapped = wrapUntrusted({ tag: 'note', attributes: { a: '1', b: 'x & "y"' }, text: '<b>x</b> <note> 1 < 2' });
    expect(wrapped).toBe('<note a="1" b="x &amp; &quot;y&quot;">\n<b>x</b> &lt;note> 1 < 2\n</note>');
  });

  it.each(['\ufe0f', '\u3164', '\u115f', '\u00ad', '\u034f', '\u0338', '\u{e0020}', '\0', ' \u200b'])(
    'is not closed by a tag that only looks different by %j',
    (unseen) => {
      const text = `<${unseen}/note> </${unseen}note> </n${unseen.trim()}ote>`;
      const wrapped = wrapUntrusted({ tag: 'note', attributes: {}, text });
      expect(wrapped.match(/</g)).toHaveLength(2);
    },
  );

  it('takes time in proportion to the text', async () => {
    const hostile = ['<'.repeat(1e6), `<${'\u200b'.repeat(1e6)}`, '<n\u200b'.repeat(3e5)];
    const spent = await processorMilliseconds(() =>
      hostile.map((text) => wrapUntrusted({ tag: 'note', attributes: {}, text })),
    );
    expect(spent).toBeLessThan(3_000);
  });

  it('the limit holds for the text as it is written', () => {
    expect(wrapUntrusted({ tag: 'note', attributes: {}, text: '<note<note', maxCharacters: 5 })).toBe(
      '<note>\n&lt;n\n</note>',
    );
  });

  it('has exactly one opening and one closing tag, whatever comes in', () => {
    const pieces = fc.array(fc.constantFrom('<', '/', 'no', 'note', 'NOTE', '>', ' ', '\n', '"', '\u200b'), {
      maxLength: 30,
    });
    const hostile = pieces.map((list) => list.join(''));
    fc.assert(
      fc.property(hostile, hostile, fc.nat(60), (value, text, maxCharacters) => {
        const wrapped = wrapUntrusted({ tag: 'note', attributes: { value }, text, maxCharacters });
        expect(wrapped.match(/<[\s/\p{Cf}]*note/giu)).toHaveLength(2);
        expect(wrapped.split('\n')[0]).toMatch(/^<note value="[^"<>]*">$/);
      }),
    );
  });

  it('keeps what is said of it short', () => {
    expect(wrapUntrusted({ tag: 'note', attributes: { a: 'x'.repeat(9_000) }, text: '' }).length).toBeLessThan(2_100);
  });
});
