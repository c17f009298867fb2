import { describe, expect, it } from '@jest/globals';
import { checkOperands as sut } from './check-operands.js';

describe('checkOperands', () => {
  it.each([
    ['', []],
    ['<key>', ['a']],
    ['<path> <value>', ['a', 'b']],
    ['[ref…]', []],
    ['[ref…]', ['a', 'b', 'c']],
    ['<path> [value]', ['a']],
  ])('%j takes %j', (operands, given) => {
    expect(() => sut(operands, given, 'x')).not.toThrow();
  });

  it.each([
    ['', ['a'], 'openclaw x takes no operand, but there is "a".'],
    ['<key>', [], '<key> is missing: openclaw x <key>.'],
    ['<path> <value>', ['a'], '<value> is missing: openclaw x <path> <value>.'],
    ['<key>', ['a', 'b'], 'openclaw x takes only <key>, but there is "b".'],
  ])('%j refuses %j', (operands, given, message) => {
    expect(() => sut(operands, given, 'x')).toThrow(message);
  });
});
