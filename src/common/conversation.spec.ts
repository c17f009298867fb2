import { describe, expect, it } from '@jest/globals';
import { textOf } from './conversation.js';

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
