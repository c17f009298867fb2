import { describe, expect, it } from '@jest/globals';
import { isJsonObject, tryParseJson } from './json.js';

describe(isJsonObject.name, () => {
  it.each(['{}', '{"a":[1]}', '{"__proto__":null}'])('takes %s', (text) => {
    expect(isJsonObject(JSON.parse(text))).toBe(true);
  });

  it.each(['null', '[]', '[{}]', '"{}"', '1', 'true'])('takes no %s', (text) => {
    expect(isJsonObject(JSON.parse(text))).toBe(false);
  });

  it('takes nothing that is absent', () => {
    expect(isJsonObject(undefined)).toBe(false);
  });
});

describe(tryParseJson.name, () => {
  it.each<[string, unknown]>([
    ['{"a":[1]}', { a: [1] }],
    ['null', null],
    [' 1 ', 1],
    ['', undefined],
    ['{"a":', undefined],
  ])('makes of %j the value %j', (text, value) => {
    expect(tryParseJson(text)).toEqual(value);
  });
});
