import { describe, expect, it } from '@jest/globals';
import { isJsonObject } from './json.js';

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
