import { describe, expect, it } from '@jest/globals';
import type { Message } from '../common/conversation.js';
import { assistant, knownTurn as turn, toolResult, user } from '../../test/support/conversation-factory.js';
import { processorMilliseconds } from '../../test/support/processor-milliseconds.js';
import { reconcileHistory } from './reconcile-history.js';

const call = { id: 'c1', name: 'look', arguments: '{"a":1}' };
const hidden = [assistant('', { ...call, id: 'own' }), toolResult('own', 'found')];
const one = turn('1', null, { output: [...hidden, assistant('answer 1')] });
const two = turn('2', '1');
const three = turn('3', '2');
const stored = [one, two, three];
const view = (...turns: typeof stored): Message[] => turns.flatMap(({ input, visible }) => [...input, visible]);

describe('reconcileHistory', () => {
  it('H6: with an empty store everything is new', () => {
    const incoming = [user('a'), assistant('b'), user('c')];
    expect(reconcileHistory([], incoming)).toEqual({ parentId: null, path: [], newMessages: incoming });
  });

  it('H6: messages without an answer among them follow the newest turn, also when they repeat an old one', () => {
    for (const incoming of [[user('new')], [user('question 1')], [user('a'), user('b')], []]) {
      expect(reconcileHistory(stored, incoming)).toEqual({ parentId: '3', path: stored, newMessages: incoming });
    }
  });

  it('H6, I3: results of client tools alone follow the turn that called them', () => {
    const asking = turn('2', '1', { visible: assistant('', call) });
    const incoming = [toolResult('c1', 'seen')];
    expect(reconcileHistory([one, asking], incoming)).toMatchObject({ parentId: '2', newMessages: incoming });
  });

  it('H6, I3: a resent history with client tool calls is recognised, arguments in any spelling', () => {
    const asking = turn('2', '1', { visible: assistant('', call) });
    const resent = [...view(one), user('question 2'), assistant('', { ...call, arguments: '{ "a": 1 }' })];
    expect(reconcileHistory([one, asking], [...resent, toolResult('c1', 'seen')])).toEqual({
      parentId: '2',
      path: [one, asking],
      newMessages: [toolResult('c1', 'seen')],
    });
  });

  it('H6: of a resent history only the rest is new', () => {
    const result = reconcileHistory(stored, [...view(...stored), user('new')]);
    expect(result).toEqual({ parentId: '3', path: stored, newMessages: [user('new')] });
  });

  it('H6: a client that has cut its oldest messages goes on after the newest turn, wherever it cut', () => {
    for (let cut = 1; cut < view(...stored).length; cut += 1) {
      const result = reconcileHistory(stored, [...view(...stored).slice(cut), user('new')]);
      expect(result).toEqual({ parentId: '3', path: stored, newMessages: [user('new')] });
    }
  });

  it('H6: an answer asked for again is a branch after the turn before it', () => {
    const result = reconcileHistory(stored, view(...stored).slice(0, -1));
    expect(result).toEqual({ parentId: '2', path: [one, two], newMessages: three.input });
  });

  it('H6: an edited message is a branch from there', () => {
    const result = reconcileHistory(stored, [...view(one), user('edited')]);
    expect(result).toEqual({ parentId: '1', path: [one], newMessages: [user('edited')] });
  });

  it('H6: an edited answer is a branch that holds the edited answer', () => {
    const rest = [user('question 2'), assistant('better'), user('new')];
    expect(reconcileHistory(stored, [...view(one), ...rest])).toEqual({
      parentId: '1',
      path: [one],
      newMessages: rest,
    });
  });

  it('H6: a history that matches nothing is a branch from the root with just what the client sent', () => {
    const incoming = [user('question 1'), assistant('edited'), user('question 2')];
    expect(reconcileHistory(stored, incoming)).toEqual({ parentId: null, path: [], newMessages: incoming });
  });

  it('H6: just what is stored, ending in an answer, has nothing new and goes on from there', () => {
    expect(reconcileHistory(stored, view(...stored))).toEqual({ parentId: '3', path: stored, newMessages: [] });
    expect(reconcileHistory(stored, view(two))).toEqual({ parentId: null, path: [], newMessages: view(two) });
    expect(reconcileHistory(stored, view(two, three))).toEqual({ parentId: '3', path: stored, newMessages: [] });
  });

  it('H6: a long history of equal messages costs linear time', async () => {
    const same = Array.from({ length: 20_000 }, (_, index) =>
      turn(`${index}`, index === 0 ? null : `${index - 1}`, { input: [user('a')], visible: assistant('a') }),
    );
    const incoming = [assistant('a'), ...view(...same.slice(10_000)), user('new')];
    const spent = await processorMilliseconds(() => {
      expect(reconcileHistory(same, incoming).newMessages).toEqual([user('new')]);
    });
    expect(spent).toBeLessThan(2_000);
  });
});
