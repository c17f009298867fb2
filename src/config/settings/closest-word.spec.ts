import { describe, expect, it } from '@jest/globals';
import { closestWord as sut } from './closest-word.js';

describe('closestWord', () => {
  it.each([
    ['prot', 'port'],
    ['BIND', 'bind'],
    ['agnets', 'agents'],
    ['chatCompletion', 'chatCompletions'],
    ['bnid', 'bind'],
    ['post', 'port'],
    ['list', undefined],
    ['find', 'bind'],
    ['fond', undefined],
    ['xyz', undefined],
    ['', undefined],
    ['x'.repeat(10_000), undefined],
  ])('A6: %s suggests %s', (word, expected) => {
    expect(sut(word, ['port', 'bind', 'agents', 'chatCompletions'])).toBe(expected);
  });

  it('A6: the nearest of several is taken', () => {
    expect(sut('models', ['model', 'modes', 'models2'])).toBe('model');
  });
});
