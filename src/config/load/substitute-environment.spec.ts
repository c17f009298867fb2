import { describe, expect, it } from '@jest/globals';
import { Environment } from '../environment.js';
import { neededVariables, substituteEnvironment } from './substitute-environment.js';

const environment = new Environment({ NAME: 'value', EMPTY: '', TRICKY: '${NAME} $& $1' });
const sut = (value: unknown) => substituteEnvironment(value, environment);

describe('substituteEnvironment', () => {
  it.each([
    ['${NAME}', 'value'],
    ['a ${NAME} b ${NAME}', 'a value b value'],
    ['${NOPE:-fallback}', 'fallback'],
    ['${EMPTY:-fallback}', 'fallback'],
    ['${NOPE:-}', ''],
    ['${NAME:-fallback}', 'value'],
    ['$${NAME}', '${NAME}'],
    ['$$${NAME}', '$${NAME}'],
    ['cost: $5', 'cost: $5'],
    ['${TRICKY}', '${NAME} $& $1'],
  ])('A5: %s becomes %s', (text, expected) => {
    expect(sut({ a: [text] })).toMatchObject({ value: { a: [expected] }, problems: [] });
  });

  it.each(['${NOPE}', '${EMPTY}'])('A5: %s is a problem that names the config path and the variable', (text) => {
    const name = text.slice(2, -1);
    expect(sut({ a: { 'b c': [0, text] } }).problems).toEqual([
      {
        path: 'a["b c"][1]',
        found: expect.stringContaining(name),
        allowed: expect.stringContaining(`\${${name}:-default}`),
      },
    ]);
  });

  it.each(['${', '${}', '${a b}', '${1A}', '${A:+b}', 'x ${NAME'])(
    'A5: %s is a problem, not a text to be used',
    (text) => {
      expect(sut({ a: text }).problems).toEqual([expect.objectContaining({ path: 'a' })]);
    },
  );

  it('A5: keys and values that are no strings stay as they are', () => {
    expect(sut({ '${NAME}': 1, b: null, c: true }).value).toEqual({ '${NAME}': 1, b: null, c: true });
  });

  it('C5: remembers which paths hold something of the environment', () => {
    expect([...sut({ a: '${NAME}', b: 'plain', c: '$${NAME}' }).fromEnvironment]).toEqual(['a']);
  });
});

describe('neededVariables', () => {
  it('names each variable that has no default, wherever it stands, once', () => {
    const value = { a: ['${ONE}', 'x ${TWO} ${ONE}'], b: { c: '${THREE:-3} $${FOUR} ${' }, d: 5 };
    expect(neededVariables(value)).toEqual(['ONE', 'TWO']);
  });
});
