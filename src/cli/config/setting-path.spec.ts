import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatPath } from '../../config/settings/config-path.js';
import { thrownBy } from '../../../test/support/thrown-error.js';
import { parseSettingPath as sut } from './setting-path.js';

describe('parseSettingPath', () => {
  it.each([
    ['gateway.port', ['gateway', 'port']],
    ['agents.list[0].id', ['agents', 'list', 0, 'id']],
    ['agents.list.front-desk.model', ['agents', 'list', 'front-desk', 'model']],
    ['tools.byProvider["ollama/llama3.3"].deny[1]', ['tools', 'byProvider', 'ollama/llama3.3', 'deny', 1]],
    [`a['it''s']`, undefined],
    [`["a.b"].c`, ['a.b', 'c']],
  ])('%s', (written, expected) => {
    if (expected) expect(sut(written)).toEqual(expected);
    else expect(thrownBy(() => sut(written))).toMatchObject({ exitCode: 2 });
  });

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a b',
    'a[',
    'a[x]',
    'a[-1]',
    'a]b',
    'ab["c"',
    '__proto__',
    'a.constructor',
    'a["prototype"]',
  ])('refuses "%s"', (written) => {
    expect(thrownBy(() => sut(written))).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is no path of a setting'),
    });
  });

  it('reads what errors of the configuration print', () => {
    const key = fc.stringMatching(/^[\w$-]{1,20}$|^[ -~]{1,20}$/);
    const plain = key.filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
    const step = fc.oneof(plain, fc.nat(1000));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (path) => {
        expect(sut(formatPath(path))).toEqual(path);
      }),
    );
  });
});
