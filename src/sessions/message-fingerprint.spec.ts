import { describe, expect, it } from '@jest/globals';
import type { Message } from '../common/conversation.js';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import { fingerprint } from './message-fingerprint.js';

const call = { id: 'c1', name: 'look', arguments: '{"a":1,"b":[2]}' };
const picture = (part: object): Message => ({ role: 'user', content: [{ type: 'image', ...part } as never] });

const equal: [string, Message, Message][] = [
  ['white space at the ends', user('  hi\n'), user('hi')],
  ['line breaks', user('a\r\nb'), user('a\nb')],
  ['argument order and spacing', assistant('', call), assistant('', { ...call, arguments: '{ "b": [2], "a": 1 }' })],
  [
    'broken arguments to the letter',
    assistant('', { ...call, arguments: '{' }),
    assistant('', { ...call, arguments: '{' }),
  ],
  ['reasoning left out', { ...assistant('x'), reasoning: 'because' }, assistant('x')],
  [
    'image detail',
    picture({ mediaType: 'image/png', data: 'AA', detail: 'low' }),
    picture({ mediaType: 'image/png', data: 'AA' }),
  ],
];

const different: [string, Message, Message][] = [
  ['role', user('hi'), assistant('hi')],
  ['role of a result', toolResult('c1', 'hi'), user('hi')],
  ['inner white space', user('a  b'), user('a b')],
  ['case', user('Hi'), user('hi')],
  ['Unicode form', user('\u00e9'), user('e\u0301')],
  ['name', { ...user('hi'), name: 'ann' }, user('hi')],
  ['number of parts', { role: 'user', content: [...user('a').content, ...user('b').content] }, user('a')],
  ['image data', picture({ mediaType: 'image/png', data: 'AA' }), picture({ mediaType: 'image/png', data: 'AB' })],
  ['image URL', picture({ url: 'http://a' }), picture({ url: 'http://b' })],
  ['image by URL or data', picture({ url: 'AA' }), picture({ mediaType: 'image/png', data: 'AA' })],
  ['text or image', user('AA'), picture({ url: 'AA' })],
  ['result of another call', toolResult('c1', 'x'), toolResult('c2', 'x')],
  ['call id', assistant('', call), assistant('', { ...call, id: 'c2' })],
  ['call name', assistant('', call), assistant('', { ...call, name: 'other' })],
  ['arguments', assistant('', call), assistant('', { ...call, arguments: '{"a":2,"b":[2]}' })],
  [
    '__proto__ in arguments',
    assistant('', { ...call, arguments: '{"__proto__":{}}' }),
    assistant('', { ...call, arguments: '{}' }),
  ],
  ['a call more', assistant('x'), assistant('x', call)],
];

const sameMessage = (left: Message, right: Message): boolean => fingerprint(left) === fingerprint(right);

describe(fingerprint.name, () => {
  it.each(equal)('H6: equal but for %s', (_, left, right) => {
    expect(sameMessage(left, right)).toBe(true);
  });

  it.each(different)('H6: different by %s', (_, left, right) => {
    expect(sameMessage(left, right)).toBe(false);
  });

  it('H6: stays short, however long the message is', () => {
    const long = 'x'.repeat(3_000_000);
    const message = {
      role: 'user',
      content: [...user(long).content, { type: 'image', mediaType: 'image/png', data: long }],
    };
    expect(fingerprint(message as Message).length).toBeLessThan(300);
    expect(sameMessage(user(long), user(`${long}y`))).toBe(false);
    expect(sameMessage(user(`${long}\r\n`), user(long))).toBe(true);
  });

  it('H6: survives arguments nested beyond any stack', () => {
    const deep = { ...call, arguments: '['.repeat(200_000) + ']'.repeat(200_000) };
    expect(sameMessage(assistant('', deep), assistant('', { ...deep, arguments: `${deep.arguments} ` }))).toBe(false);
  });
});
