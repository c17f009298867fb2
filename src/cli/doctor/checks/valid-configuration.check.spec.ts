import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { ValidConfigurationCheck } from './valid-configuration.check.js';

const stateDirectory = temporaryDirectory();

describe(ValidConfigurationCheck.name, () => {
  it('tells that the file can be used, and every warning', async () => {
    const tools = { deny: ['exce'] };
    const { context } = doctorContext({ stateDirectory, config: { channels: {}, tools } });
    expect(await new ValidConfigurationCheck(context).run()).toEqual([
      { status: 'ok', what: '/etc/gateway.json5 can be used' },
      { status: 'warning', what: expect.stringContaining('ignored: channels') },
      { status: 'warning', what: expect.stringMatching(/^tools\.deny names .*exce \(did you mean "exec"/) },
    ]);
  });

  it('tells that the starter is in force', async () => {
    const { context } = doctorContext({ stateDirectory, config: {} });
    const sut = new ValidConfigurationCheck({ ...context, file: { ...context.file, isStarter: true } });
    expect(await sut.run()).toEqual([{ status: 'ok', what: expect.stringContaining('The starter is in force') }]);
  });

  it('tells every problem with what to do', async () => {
    const problems = [
      { path: 'gateway.prot', found: 'an unknown key', allowed: 'port', didYouMean: 'port' },
      { path: 'gateway.bind', found: '"x"', allowed: 'loopback' },
    ];
    const { context } = doctorContext({ stateDirectory, problems });
    const findings = await new ValidConfigurationCheck(context).run();
    expect(findings.map(({ status }) => status)).toEqual(['problem', 'problem']);
    expect(findings[0]).toMatchObject({
      what: 'gateway.prot in /etc/gateway.json5: found an unknown key (did you mean "port"?)',
      remedy: expect.stringContaining('Allowed: port.'),
    });
  });
});
