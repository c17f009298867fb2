import { describe, expect, it } from '@jest/globals';
import type { Message } from '../common/conversation.js';
import { checkToolResults } from './check-tool-results.js';

const user: Message = { role: 'user', content: [{ type: 'text', text: 'hi' }] };
const assistant = (...callIds: string[]): Message => ({
  role: 'assistant',
  text: '',
  toolCalls: callIds.map((id) => ({ id, name: 'look', arguments: '{}' })),
});
const calling = assistant('call_1');
const result = (callId: string): Message => ({ role: 'tool', callId, content: [{ type: 'text', text: 'seen' }] });

describe('checkToolResults', () => {
  it('B6: accepts a result for a call of the same request', () => {
    expect(() => checkToolResults([], [user, calling, result('call_1')])).not.toThrow();
  });

  it('B6: accepts a result for a call that the session keeps', () => {
    expect(() => checkToolResults([user, calling], [result('call_1')])).not.toThrow();
  });

  it('B6: accepts the results of several calls in any order, also over both', () => {
    const both = assistant('call_1', 'call_2');
    expect(() => checkToolResults([], [user, both, result('call_2'), result('call_1')])).not.toThrow();
    expect(() => checkToolResults([user, both, result('call_1')], [result('call_2')])).not.toThrow();
  });

  it('B6: accepts an id again that a later message calls by', () => {
    expect(() => checkToolResults([], [calling, result('call_1'), calling, result('call_1')])).not.toThrow();
  });

  it.each<[string, Message[], Message[]]>([
    ['of no call at all', [], [result('call_1')]],
    ['of another id', [], [user, calling, result('call_2')]],
    ['after the conversation has gone on', [user, calling], [user, result('call_1')]],
    ['after another answer', [], [user, calling, assistant(), result('call_1')]],
    ['after another answer, of a call that the session keeps', [user, calling], [assistant(), result('call_1')]],
    ['a second time', [], [user, calling, result('call_1'), result('call_1')]],
    ['a second time, after one that the session keeps', [user, calling, result('call_1')], [result('call_1')]],
    ['of a call that an earlier message made', [], [calling, assistant('call_2'), result('call_2'), result('call_1')]],
  ])('B6: refuses a result %s', (_case, history, newMessages) => {
    expect(() => checkToolResults(history, newMessages)).toThrow(
      /No tool call with the id 'call_\d' waits for this result/,
    );
  });

  it('leaves what is stored alone', () => {
    const stored = [result('lost'), calling, result('call_1'), result('call_1'), assistant(), result('call_1'), user];
    expect(() => checkToolResults(stored, [user])).not.toThrow();
  });
});
