import { describe, expect, it } from '@jest/globals';
import { CliError } from '../cli-error.js';
import { readGatewayUrl as sut } from './read-gateway-url.js';

describe('readGatewayUrl', () => {
  it.each([
    ['http://127.0.0.1:18789', 'ws://127.0.0.1:18789/', 'http://127.0.0.1:18789', true],
    ['https://gateway.example.com', 'wss://gateway.example.com/', 'https://gateway.example.com', false],
    ['ws://[::1]:8080/', 'ws://[::1]:8080/', 'http://[::1]:8080', true],
    [
      ' wss://example.com/behind/a/proxy ',
      'wss://example.com/behind/a/proxy',
      'https://example.com/behind/a/proxy',
      false,
    ],
    ['http://localhost:1', 'ws://localhost:1/', 'http://localhost:1', true],
    ['http://127.0.0.1.example.com', 'ws://127.0.0.1.example.com/', 'http://127.0.0.1.example.com', false],
    ['http://localhost.example.com', 'ws://localhost.example.com/', 'http://localhost.example.com', false],
    ['http://0x7f000001:1', 'ws://127.0.0.1:1/', 'http://127.0.0.1:1', true],
  ])('%s is %s', (written, url, shown, isLoopback) => {
    expect(sut(written, '--url')).toEqual({ url, shown, isLoopback });
  });

  it('shows nothing of a query', () => {
    expect(sut('https://example.com/?key=hidden', '--url')).toMatchObject({
      url: 'wss://example.com/?key=hidden',
      shown: 'https://example.com',
    });
  });

  it.each(['127.0.0.1:18789', 'gateway', '', 'ftp://example.com', 'file:///etc/passwd', 'http://'])(
    'refuses %j, saying what an address looks like',
    (written) => {
      expect(() => sut(written, 'OPENCLAW_GATEWAY_URL')).toThrow(
        'OPENCLAW_GATEWAY_URL must be an address such as http://127.0.0.1:18789',
      );
    },
  );

  it('refuses an address with a password, and does not repeat it', () => {
    const read = () => sut('http://me:hidden@example.com', '--url');
    expect(read).toThrow(CliError);
    expect(read).not.toThrow(/hidden/);
  });
});
