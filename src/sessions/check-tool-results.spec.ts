import { describe, expect, it } from '@jest/globals';
import type { Message } from '../common/conversation.js';
import { checkToolResults } from './check-tool-results.js';

const user: Message = { role: 'user', content: [{ type: 'text', text: 'hi' }] };
const calling: Message = { role: 'assistant', text: '', toolCalls: [{ id: 'call_1', name: 'look', arguments: '{}' }] };
const result = (callId: string): Message => ({ role: 'tool', callId, content: [{ type: 'text', text: 'seen' }] });

describe('checkToolResults', () => {
  it('B6: accepts a result for a call of the same request', () => {
    expect(() => checkToolResults([], [user, calling, result('call_1')])).not.toThrow();
  });

  it('B6: accepts a result for a call that the session keeps', () => {
    expect(() => checkToolResults([user, calling], [result('call_1')])).not.toThrow();
  });

  it.each([
    ['of no call at all', [], [result('call_1')]],
    ['of another id', [], [user, calling, result('call_2')]],
    ['after the conversation has gone on', [user, calling], [user, result('call_1')]],
  ])('B6: refuses a result %s', (_case, history, newMessages) => {
    expect(() => checkToolResults(history, newMessages)).toThrow(/No tool call with the id 'call_\d' precedes/);
  });

  it('leaves what is stored alone', () => {
    expect(() => checkToolResults([result('lost'), user], [user])).not.toThrow();
  });
});
