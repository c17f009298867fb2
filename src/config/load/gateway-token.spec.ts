import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { RandomIds } from '../../common/random-ids.js';
import { StateDirectory } from '../state-directory.js';
import { keptGatewayToken as sut } from './gateway-token.js';

const scratch = temporaryDirectory();
const fresh = (name: string) => StateDirectory.open(join(scratch, name));

describe('keptGatewayToken', () => {
  it('C3: another gateway that made its token meanwhile wins, and both use one token', () => {
    const state = fresh('race');
    class SlowIds extends RandomIds {
      override secret(bytes: number): string {
        writeFileSync(state.file('gateway-token'), 'token-of-the-other\n', { mode: 0o600 });
        return super.secret(bytes);
      }
    }
    expect(sut(state, new SlowIds())).toMatchObject({ secret: 'token-of-the-other' });
    expect(readdirSync(state.path)).toEqual(['gateway-token']);
  });

  it('C3: a token file that others may read is closed to them', () => {
    const state = fresh('open');
    writeFileSync(state.file('gateway-token'), 'test-token');
    chmodSync(state.file('gateway-token'), 0o644);
    expect(sut(state, new RandomIds())).toMatchObject({ secret: 'test-token' });
    expect(statSync(state.file('gateway-token')).mode & 0o777).toBe(0o600);
  });

  it('C3: an empty token file is a problem, never an open gateway', () => {
    const state = fresh('empty');
    writeFileSync(state.file('gateway-token'), '\n');
    expect(problemsOf(() => sut(state, new RandomIds()))[0]?.allowed).toContain('remove that file');
  });
});
