import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { Environment } from '../../config/environment.js';
import { peekConfiguration as sut } from './peek-configuration.js';

const scratch = temporaryDirectory();
let count = 0;

function place(config?: string): { state: string; environment: (more?: Record<string, string>) => Environment } {
  const state = join(scratch, `state-${count++}`);
  if (config !== undefined) {
    mkdirSync(state, { mode: 0o700 });
    writeFileSync(join(state, 'openclaw.json'), config, { mode: 0o600 });
  }
  return { state, environment: (more = {}) => new Environment({ HOME: scratch, OPENCLAW_STATE_DIR: state, ...more }) };
}

describe('peekConfiguration', () => {
  it('makes neither the state directory nor a token, and names where the token will be', () => {
    const { state, environment } = place();
    const before = readdirSync(scratch);
    const { auth, isTokenMissing, stateDirectory } = sut(environment());
    expect(auth).toMatchObject({ mode: 'token', source: 'generated', tokenPath: join(state, 'gateway-token') });
    expect([isTokenMissing, stateDirectory.path]).toEqual([true, state]);
    expect(readdirSync(scratch)).toEqual(before);
  });

  it('takes the kept token, and does not even change its mode', () => {
    const { state, environment } = place('{}');
    const tokenPath = join(state, 'gateway-token');
    writeFileSync(tokenPath, 'kept-token\n', { mode: 0o644 });
    expect(sut(environment())).toMatchObject({ auth: { secret: 'kept-token', tokenPath }, isTokenMissing: false });
    expect(statSync(tokenPath).mode & 0o777).toBe(0o644);
    expect(readFileSync(tokenPath, 'utf8')).toBe('kept-token\n');
  });

  it('reads the file in force, or another source, and can do so again', () => {
    const { environment } = place('{ gateway: { port: 1111 } }');
    const peeked = sut(environment({ OPENCLAW_GATEWAY_TOKEN: 'a-token-of-the-test' }));
    expect(peeked).toMatchObject({ listen: { port: 1111 }, auth: { source: 'environment' }, isTokenMissing: false });
    expect(peeked.reload().listen.port).toBe(1111);
    expect(sut(environment(), { text: '{ gateway: { port: 2222 } }' }).listen.port).toBe(2222);
  });

  it('tells every problem, workspaces in the state directory included', () => {
    const { state, environment } = place('{ gateway: { port: -1, prot: 1 } }');
    expect(problemsOf(() => sut(environment()))).toHaveLength(2);
    const text = JSON.stringify({
      agents: { defaults: { workspace: join(state, 'x') } },
    });
    expect(problemsOf(() => sut(environment(), { text }))[0]?.found).toContain('lies in the state directory');
  });

  it('an empty state directory keeps its mode', () => {
    const { state, environment } = place();
    mkdirSync(state, { mode: 0o755 });
    expect(sut(environment()).isTokenMissing).toBe(true);
    expect(statSync(state).mode & 0o777).toBe(0o755);
    expect(readdirSync(state)).toEqual([]);
  });
});
