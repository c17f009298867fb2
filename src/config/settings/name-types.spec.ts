import { describe, expect, it } from '@jest/globals';
import { hostWithPort } from './name-types.js';

describe('hostWithPort', () => {
  it.each([
    'wiki.example',
    'Wiki.Example:8080',
    'localhost',
    'a_b',
    '10.0.0.5',
    '127.0.0.1:80',
    '[fd00::1]',
    '[::1]:8443',
  ])('B3: takes %s', (value) => {
    expect(hostWithPort.accepts(value)).toBe(true);
  });

  it.each([
    ...['', ' ', 'http://wiki.example', 'wiki.example/', '*.lan', '*', 'a b', 'user@wiki', 'wiki.example.', '.'],
    ...[
      '127.0.0.1:99999',
      '127.0.0.1:0',
      'wiki:',
      'wiki:http',
      '127.1',
      '0x7f.0.0.1',
      '1.2.3.256',
      '::1',
      '[::1',
      '[g::]',
    ],
    ...['[0:0:0:0:0:0:0:1]', 'bücher.example', 5, null],
  ])('B3: refuses %j, which no URL would ever equal', (value) => {
    expect(hostWithPort.accepts(value)).toBe(false);
  });
});
