import { describe, expect, it } from '@jest/globals';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { parseSettingValue as sut } from './setting-value.js';

describe('parseSettingValue', () => {
  it.each([
    ['4000', 4000],
    ['true', true],
    ['null', null],
    ["{ a: [1, 'b'] }", { a: [1, 'b'] }],
    ['"4000"', '4000'],
    ['ollama/llama3.3', 'ollama/llama3.3'],
    ['${OPENAI_API_KEY}', '${OPENAI_API_KEY}'],
    ['30d', '30d'],
    ['', ''],
  ])('%s', (written, expected) => {
    expect(sut(written)).toEqual(expected);
  });

  it.each(['{a', '[1', '"a', " 'b"])('refuses %s, which only begins like JSON5', (written) => {
    expect(thrownBy(() => sut(written))).toMatchObject({ exitCode: 2 });
  });
});
