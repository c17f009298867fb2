import { describe, expect, it } from '@jest/globals';
import { assistant, toolResult, user } from '../../test/support/conversation-factory.js';
import { answerOpenCalls } from './answer-open-calls.js';

const [one, two] = ['c1', 'c2'].map((id) => ({ id, name: 'look', arguments: '{}' })) as [never, never];
const none = 'No result was given.';

describe('answerOpenCalls', () => {
  it('I3: leaves a history alone in which every call is answered', () => {
    const history = [user('a'), assistant('', one, two), toolResult('c2', '2'), toolResult('c1', '1'), assistant('b')];
    expect(answerOpenCalls(history, [user('c')])).toEqual(history);
  });

  it('I3: leaves calls to the new messages that answer them', () => {
    const history = [user('a'), assistant('', one, two), toolResult('c1', '1')];
    expect(answerOpenCalls(history, [toolResult('c2', '2'), user('b')])).toEqual(history);
  });

  it('H6: gives a result to a call that the client left open, last or in the middle', () => {
    const history = [user('a'), assistant('', one, two), toolResult('c1', '1'), user('b'), assistant('', one)];
    expect(answerOpenCalls(history, [user('c'), toolResult('c1', 'late')])).toEqual([
      user('a'),
      assistant('', one, two),
      toolResult('c1', '1'),
      toolResult('c2', none),
      user('b'),
      assistant('', one),
      toolResult('c1', none),
    ]);
  });
});
