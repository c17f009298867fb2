import { describe, expect, it } from '@jest/globals';
import { assistant, toolResult, turn, user } from '../../../test/support/conversation-factory.js';
import { parsedArguments, toChatMessages } from './to-chat-messages.js';

const call = { id: 'call_1', name: 'read', arguments: '{"path":"a"}' };

describe('toChatMessages', () => {
  it('shows what was said in order, each message with its run and its time', () => {
    const said = turn('1', null, {
      createdAt: 7,
      output: [assistant('Let me see.', call), toolResult('call_1', 'text of a'), assistant('Done.')],
    });
    const origin = { timestamp: 7, idempotencyKey: 'run-1' };
    expect(toChatMessages(said)).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'question 1' }], ...origin },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me see.' },
          { type: 'toolCall', id: 'call_1', name: 'read', arguments: { path: 'a' } },
        ],
        ...origin,
      },
      { role: 'toolResult', content: [{ type: 'text', text: 'text of a' }], ...origin },
      { role: 'assistant', content: [{ type: 'text', text: 'Done.' }], ...origin },
    ]);
  });

  it('shows a call without a word alone, an empty answer as an empty text and a refusal as text', () => {
    const shown = toChatMessages(
      turn('1', null, { output: [assistant('', call), assistant(''), { ...assistant(''), refusal: 'I will not.' }] }),
    ).slice(1);
    expect(shown.map(({ content }) => content)).toEqual([
      [{ type: 'toolCall', id: 'call_1', name: 'read', arguments: { path: 'a' } }],
      [{ type: 'text', text: '' }],
      [{ type: 'text', text: 'I will not.' }],
    ]);
  });

  it('tells of images and files only that they are there', () => {
    const content = [
      { type: 'image' as const, mediaType: 'image/png', data: 'PLANTED' },
      { type: 'image' as const, url: 'https://planted.example/cat.png' },
      { type: 'file' as const, mediaType: 'application/pdf', data: 'PLANTED', filename: 'bill.pdf' },
      { type: 'file' as const, mediaType: 'application/pdf', data: 'PLANTED' },
    ];
    const [shown] = toChatMessages(turn('1', null, { input: [{ role: 'user', content }] }));
    expect(shown.content).toEqual([
      { type: 'image', mimeType: 'image/png' },
      { type: 'image', mimeType: 'image/*' },
      { type: 'text', text: '[bill.pdf]' },
      { type: 'text', text: '[application/pdf]' },
    ]);
    expect(JSON.stringify(shown)).not.toMatch(/planted/i);
  });

  it('says nothing of what the model thought', () => {
    const output = [{ ...assistant('Yes.'), reasoning: 'a hidden thought' }];
    expect(JSON.stringify(toChatMessages(turn('1', null, { output })))).not.toContain('hidden');
    expect(user('hi').role).toBe('user');
  });
});

describe('parsedArguments', () => {
  it.each([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    ['{broken', '{broken'],
    ['', ''],
  ])('%j', (given, parsed) => {
    expect(parsedArguments(given)).toEqual(parsed);
  });
});
