import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { limitOutput, maxResultCharacters } from './limit-output.js';
import { textResult } from '../tool.port.js';

function texts(...given: string[]) {
  return { content: given.map((text) => ({ type: 'text' as const, text })) };
}

describe(limitOutput.name, () => {
  it('leaves alone what fits', () => {
    const result = textResult('x'.repeat(maxResultCharacters));
    expect(limitOutput(result)).toEqual(result);
  });

  it('counts the text of all parts together and keeps images and the error mark', () => {
    const image = { type: 'image' as const, mediaType: 'image/png', data: 'AA==' };
    const result = limitOutput({
      isError: true,
      content: [{ type: 'text', text: 'a'.repeat(maxResultCharacters - 2) }, image, { type: 'text', text: 'bcdef' }],
    });
    expect(result.isError).toBe(true);
    expect(result.content[1]).toBe(image);
    expect(result.content[2]).toEqual({ type: 'text', text: 'bc\n[3 more characters were cut off]' });
  });

  it('never cuts a character in two', () => {
    const result = limitOutput(textResult('a'.repeat(maxResultCharacters - 1) + '🙂🙂'));
    const [part] = result.content;
    expect(part?.type === 'text' && part.text.isWellFormed()).toBe(true);
  });

  it('what is kept and what is said to be cut make up the whole', () => {
    const long = fc
      .tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 0, max: 20_000 }))
      .map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.array(long, { maxLength: 4 }), (parts) => {
        const { content } = limitOutput(texts(...parts));
        let kept = 0;
        content.forEach((part, index) => {
          if (part.type !== 'text') throw new Error('not a text');
          const [text = '', cut = '0'] =
            part.text === parts[index] ? [part.text] : part.text.split(/\n\[(\d+) more characters/);
          expect(parts[index]?.startsWith(text)).toBe(true);
          expect(text.length + Number(cut)).toBe(parts[index]?.length);
          kept += text.length;
        });
        expect(kept).toBeLessThanOrEqual(maxResultCharacters);
      }),
      { numRuns: 50 },
    );
  });
});
