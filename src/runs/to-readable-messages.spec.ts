import { describe, expect, it } from '@jest/globals';
import { assistant, user } from '../../test/support/conversation-factory.js';
import type { Message } from '../common/conversation.js';
import { toReadableMessages as sut } from './to-readable-messages.js';

const image = { type: 'image' as const, mediaType: 'image/png', data: 'iVBORw0KGgo=' };
const messages: Message[] = [
  user('look'),
  { role: 'user', content: [{ type: 'text', text: 'a' }, image] },
  assistant('fine'),
  { role: 'tool', callId: 'call_1', content: [image, { type: 'text', text: 'b' }] },
];

describe('toReadableMessages', () => {
  it('leaves everything to a model that reads images', () => {
    expect(sut(messages, { input: ['text', 'image'] })).toEqual(messages);
  });

  it('B7: tells a model that reads none where an image was, in the place where it was', () => {
    const note = { type: 'text', text: '[an image, which the model does not read]' };
    expect(sut(messages, { input: ['text'] })).toEqual([
      messages[0],
      { role: 'user', content: [{ type: 'text', text: 'a' }, note] },
      messages[2],
      { role: 'tool', callId: 'call_1', content: [note, { type: 'text', text: 'b' }] },
    ]);
  });
});
