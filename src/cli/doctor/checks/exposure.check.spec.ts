import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ExposureCheck } from './exposure.check.js';

const stateDirectory = temporaryDirectory();

describe(ExposureCheck.name, () => {
  it.each([
    [{}, 'ok', 'Only this machine can reach the gateway'],
    [{ bind: 'lan' }, 'warning', 'The gateway listens on every network of this machine.'],
    [{ bind: 'custom', customBindHost: '192.0.2.1' }, 'warning', 'The gateway listens on 192.0.2.1.'],
    [{ bind: 'custom', customBindHost: '::1' }, 'ok', 'Only this machine can reach the gateway'],
  ])('%j: %s', (gateway, status, what) => {
    const { context } = doctorContext({ stateDirectory, config: { gateway } });
    expect(new ExposureCheck(context).run()).toEqual([expect.objectContaining({ status, what })]);
  });
});
