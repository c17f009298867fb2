import { describe, expect, it } from '@jest/globals';
import { listOf, numberOf, objectOf, textOf, textsOf } from './read-payload.js';

interface Row {
  key: string;
}

describe('reading an answer', () => {
  it('gives what is there', () => {
    expect(objectOf<Row>({ key: 'a' }).key).toBe('a');
    expect(listOf<Row>([{ key: 'a' }, { key: 1 }]).map(({ key }) => key)).toEqual(['a', 1]);
    expect(textsOf(['a', 'b'])).toEqual(['a', 'b']);
    expect([textOf('a'), numberOf(1)]).toEqual(['a', 1]);
  });

  it.each([undefined, null, 'text', 1, true, [1, null, 'a', []]])('of %j takes only what fits', (value) => {
    expect(objectOf<Row>(value).key).toBeUndefined();
    expect(listOf<Row>(value)).toEqual([]);
  });

  it('what is of another kind counts as empty', () => {
    expect([textOf(1), textOf(undefined), numberOf('1'), textsOf('a'), textsOf([1, 'a'])]).toEqual([
      '',
      '',
      0,
      [],
      ['a'],
    ]);
  });
});
