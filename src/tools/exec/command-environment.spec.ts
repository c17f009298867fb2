import { describe, expect, it } from '@jest/globals';
import { Environment } from '../../config/environment.js';
import { type CommandEnvironment, commandEnvironment } from './command-environment.js';

const gateway = {
  PATH: '/opt/tools:/usr/bin',
  LANG: 'C.UTF-8',
  LC_TIME: 'C',
  TERM: 'dumb',
  TZ: 'Europe/Vienna',
  HOME: '/home/of-the-gateway',
  USER: 'gateway',
  LD_PRELOAD: '/lib/evil.so',
  OPENAI_API_KEY: 'not-a-real-key',
  OPENCLAW_GATEWAY_TOKEN: 'test-token',
  DATABASE_URL: 'postgres://u:not-a-real-key@db',
  JAVA_HOME: '/opt/java',
};

function environmentOf(names: string[], publicMode = false): CommandEnvironment {
  return commandEnvironment({
    environment: new Environment(gateway),
    names,
    secrets: ['not-a-real-key'],
    publicMode,
    home: '/w',
    temporaryDirectory: '/tmp',
  });
}

const base = { LANG: 'C.UTF-8', LC_TIME: 'C', TERM: 'dumb', HOME: '/w', TMPDIR: '/tmp' };

describe(commandEnvironment.name, () => {
  it('C5: passes on the harmless variables and the configured ones, nothing else', () => {
    expect(environmentOf(['JAVA_HOME', 'NOT_SET'])).toEqual({
      variables: { ...base, PATH: '/opt/tools:/usr/bin', TZ: 'Europe/Vienna', JAVA_HOME: '/opt/java' },
      withheld: [],
      unset: ['NOT_SET'],
    });
  });

  it('C5: withholds what holds a secret of the gateway, though it is configured', () => {
    const names = ['OPENAI_API_KEY', 'OPENCLAW_GATEWAY_TOKEN', 'DATABASE_URL', 'JAVA_HOME'];
    const { variables, withheld } = environmentOf(names);
    expect(withheld).toEqual(['OPENAI_API_KEY', 'OPENCLAW_GATEWAY_TOKEN', 'DATABASE_URL']);
    expect(JSON.stringify(variables)).not.toMatch(/not-a-real-key|test-token/);
  });

  it('keeps home and temporary directory, whatever is configured', () => {
    const { variables } = environmentOf(['HOME', 'TMPDIR']);
    expect([variables['HOME'], variables['TMPDIR']]).toEqual(['/w', '/tmp']);
  });

  it('G4: tells a public agent nothing of the host', () => {
    expect(environmentOf(['JAVA_HOME'], true).variables).toEqual({
      ...base,
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    });
  });

  it('has a path where the gateway has none', () => {
    const options = { names: [], secrets: [], publicMode: false, home: '/w', temporaryDirectory: '/tmp' };
    expect(commandEnvironment({ environment: new Environment(), ...options }).variables['PATH']).toContain('/usr/bin');
  });
});
