import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addUsage, noUsage, textOf } from './conversation.js';

const usage = fc.record({
  inputTokens: fc.nat(),
  outputTokens: fc.nat(),
  cachedInputTokens: fc.nat(),
  reasoningTokens: fc.nat(),
});

describe(addUsage.name, () => {
  it('I1: adds every count, in any order, and noUsage adds nothing', () => {
    fc.assert(
      fc.property(usage, usage, (left, right) => {
        const sum = addUsage(left, right);
        expect(sum).toEqual(addUsage(right, left));
        expect(addUsage(left, noUsage)).toEqual(left);
        for (const key of ['inputTokens', 'outputTokens', 'cachedInputTokens', 'reasoningTokens'] as const) {
          expect(sum[key]).toBe(left[key] + right[key]);
        }
      }),
    );
  });
});

describe(textOf.name, () => {
  it('joins the text parts of a message and leaves out images and files', () => {
    const text = textOf({
      role: 'user',
      content: [
        { type: 'text', text: 'a' },
        { type: 'image', mediaType: 'image/png', data: 'AA==' },
        { type: 'file', mediaType: 'application/pdf', data: 'AA==' },
        { type: 'text', text: 'b' },
      ],
    });
    expect(text).toBe('ab');
  });

  it('gives the text of an assistant without its reasoning', () => {
    expect(textOf({ role: 'assistant', text: 'said', reasoning: 'thought', toolCalls: [] })).toBe('said');
  });
});
