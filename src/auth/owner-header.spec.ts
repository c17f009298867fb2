import { describe, expect, it } from '@jest/globals';
import { ownerHeader } from './owner-header.js';

const sent = (...values: string[]): string[] => values.flatMap((value) => ['X-OpenClaw-Sender-Is-Owner', value]);

describe('ownerHeader', () => {
  it.each(['true', 'TRUE', 'True', ' true ', '\ttrue'])('F2: %j is true', (value) => {
    expect(ownerHeader(sent(value))).toBe('true');
  });

  it.each(['false', 'FALSE', 'fAlSe', ' false\t'])('F2: %j is false', (value) => {
    expect(ownerHeader(sent(value))).toBe('false');
  });

  it.each([
    '1',
    '0',
    'yes',
    'on',
    '',
    ' ',
    '"true"',
    "'true'",
    'true;',
    'true,',
    'true, true',
    'tru\u0435',
    'ｔｒｕｅ',
    '\u00a0true',
    'true\u0000',
    'true\n',
    'truefalse',
    'fal\u017fe',
    Buffer.from('ｔｒｕｅ').toString('latin1'),
  ])('F2: %j is invalid', (value) => {
    expect(ownerHeader(sent(value))).toBe('invalid');
  });

  it.each([[['true', 'true']], [['true', 'false']], [['', 'true']], [['false', 'false', 'false']]])(
    'F2: sent repeatedly as %j it is invalid',
    (values) => {
      expect(ownerHeader(sent(...values))).toBe('invalid');
    },
  );

  it('F1: is absent when only other headers are there, whatever their values', () => {
    expect(ownerHeader([])).toBe('absent');
    expect(ownerHeader(['x-note', 'x-openclaw-sender-is-owner', 'x-owner', 'true'])).toBe('absent');
  });
});
