import { describe, expect, it } from '@jest/globals';
import { saidBy, textOf } from './conversation.js';

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

describe(saidBy.name, () => {
  it.each([
    ['an answer', { text: 'Ahoy.' }, 'Ahoy.'],
    ['a refusal', { text: '', refusal: 'No.' }, 'No.'],
    ['an answer that ends with one', { text: 'Ahoy.', refusal: 'No.' }, 'Ahoy.\n\nNo.'],
  ])('gives %s', (_what, said, expected) => {
    expect(saidBy({ role: 'assistant', toolCalls: [], ...said })).toBe(expected);
  });
});
