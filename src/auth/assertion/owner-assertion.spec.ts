import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertionOf, signed } from '../../../test/support/owner-assertions.js';
import { assertedKey, readOwnerAssertion, signedText } from './owner-assertion.js';

const whole = assertionOf(signed());

describe(readOwnerAssertion.name, () => {
  it('reads what is of the form', () => {
    expect(readOwnerAssertion(assertionOf(signed({ nonce: 'sixteen-at-least' })))).toEqual({
      key: 'key:site',
      time: '1767225600',
      nonce: 'sixteen-at-least',
      body: expect.stringMatching(/^[\w-]{43}$/),
      signature: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each([
    ['nothing', ''],
    ['another version', whole.replace('v1;', 'v2;')],
    ['a part that is missing', whole.replace(/nonce=[^;]+;/, '')],
    ['another order', whole.replace(/(time=\d+);(nonce=[^;]+)/, '$2;$1')],
    ['blanks', whole.replaceAll(';', '; ')],
    ['a short nonce', whole.replace(/nonce=[^;]+/, 'nonce=fifteen-letters')],
    ['a long nonce', whole.replace(/nonce=[^;]+/, `nonce=${'n'.repeat(65)}`)],
    ['a time that is no whole number', whole.replace(/time=\d+/, 'time=1.5')],
    ['a negative time', whole.replace(/time=\d+/, 'time=-5')],
    ['base64 with filling', `${whole}=`],
    ['two in one header', `${whole}, ${whole}`],
    ['something behind', `${whole};owner=true`],
    ['a line break', `${whole}\n`],
  ])('does not take %s', (_name, value) => {
    expect(readOwnerAssertion(value)).toBeUndefined();
  });

  it('never throws, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (value) => {
        expect(readOwnerAssertion(value)).toBeUndefined();
      }),
    );
  });
});

describe(signedText.name, () => {
  it('is seven lines, so that no part can be taken for another one', () => {
    const assertion = { key: 'key:site', time: '1767225600', nonce: 'n'.repeat(16), body: 'b'.repeat(43) };
    expect(signedText({ method: 'POST', target: '/v1/responses?a=1' }, assertion)).toBe(
      `openclaw-owner-assertion-v1\nPOST\n/v1/responses?a=1\n${'b'.repeat(43)}\nkey:site\n1767225600\n${'n'.repeat(16)}`,
    );
  });
});

describe(assertedKey.name, () => {
  it('leaves ids of keys as they are, and makes of every id what a header can hold', () => {
    expect([assertedKey('key:my-site_2'), assertedKey('user:ada@example.org')]).toEqual([
      'key:my-site_2',
      'user:ada@example.org',
    ]);
    expect(assertedKey('user:Ada; Żółć\n')).toBe('user:Ada%3B%20%C5%BB%C3%B3%C5%82%C4%87%0A');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 256 }), (id) => {
        expect(assertedKey(id)).toMatch(/^[!-:<-~]*$/);
      }),
    );
  });
});
