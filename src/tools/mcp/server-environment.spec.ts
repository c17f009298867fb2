import { describe, expect, it } from '@jest/globals';
import { Environment } from '../../config/environment.js';
import { serverEnvironment } from './server-environment.js';

describe('serverEnvironment', () => {
  it('passes on harmless variables and what is configured, which comes first', () => {
    const environment = new Environment({
      PATH: '/bin',
      HOME: '/home',
      LC_ALL: 'C',
      TMPDIR: '/tmp',
      OPENCLAW_GATEWAY_TOKEN: 'canary',
      OPENAI_API_KEY: 'canary',
      SSH_AUTH_SOCK: 'canary',
      NODE_OPTIONS: 'canary',
      LD_PRELOAD: 'canary',
      LC_CANARY: 'canary',
    });
    expect(serverEnvironment(environment, { HOME: '/elsewhere', KEY: 'x' })).toEqual({
      PATH: '/bin',
      HOME: '/elsewhere',
      LC_ALL: 'C',
      TMPDIR: '/tmp',
      KEY: 'x',
    });
  });
});
