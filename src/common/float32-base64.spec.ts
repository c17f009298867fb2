import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fromFloat32Base64, toFloat32Base64 } from './float32-base64.js';

describe('float32 in base64', () => {
  it('is little-endian, as OpenAI writes it', () => {
    expect(Buffer.from(toFloat32Base64([1, -2]), 'base64').toString('hex')).toBe('0000803f000000c0');
    expect(fromFloat32Base64('AACAPwAAAMA=')).toEqual([1, -2]);
  });

  it('gives back every 32-bit float as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 50 }), (numbers) => {
        expect(fromFloat32Base64(toFloat32Base64(numbers))).toEqual(numbers);
      }),
    );
  });

  it.each(['', '=', 'AACA', 'AACAPwA=', 'not base64!', 'AACAPw==\n', '_-CAPw==', 'AACA=Pw='])(
    'refuses "%s"',
    (text) => {
      expect(fromFloat32Base64(text)).toBeUndefined();
    },
  );

  it('takes base64 without its padding, which some servers leave out', () => {
    expect(fromFloat32Base64('AACAPw')).toEqual([1]);
  });
});
