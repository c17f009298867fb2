import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import type { ProgramOutcome } from '../program-runner.js';
import { CommandsCheck } from './commands.check.js';

const stateDirectory = temporaryDirectory();
const desk = { id: 'desk', publicMode: true, tools: { allow: ['exec'] } };

async function check(config: Record<string, unknown>, outcome: ProgramOutcome = { kind: 'missing' }) {
  const programs: string[] = [];
  const { context } = doctorContext({
    stateDirectory,
    config,
    programs: {
      run: (program) => {
        programs.push(program);
        return Promise.resolve(outcome);
      },
    },
  });
  return { findings: await new CommandsCheck(context).run(), programs };
}

describe(CommandsCheck.name, () => {
  it('bubblewrap works', async () => {
    const { findings, programs } = await check({}, { kind: 'ok' });
    expect(findings).toEqual([{ status: 'ok', what: 'Commands run inside bubblewrap' }]);
    expect(programs).toEqual(['bwrap']);
  });

  it.each<[string, Record<string, unknown>, ProgramOutcome, string, RegExp]>([
    [
      'it is not installed',
      {},
      { kind: 'missing' },
      'warning',
      /of main run WITHOUT a sandbox: bubblewrap is not installed/,
    ],
    [
      'it does not work',
      {},
      { kind: 'failed', reason: 'no namespaces' },
      'warning',
      /does not work here \(no namespaces\)/,
    ],
    [
      'it is required',
      { tools: { exec: { sandbox: 'require' } } },
      { kind: 'missing' },
      'problem',
      /of main are refused/,
    ],
    [
      'it is off',
      { tools: { exec: { sandbox: 'off' } } },
      { kind: 'ok' },
      'warning',
      /WITHOUT a sandbox: tools\.exec\.sandbox is off/,
    ],
    [
      'only public agents have commands',
      { agents: { list: [desk] } },
      { kind: 'missing' },
      'warning',
      /of desk are refused: public agents need/,
    ],
  ])('%s', async (_, config, outcome, status, what) => {
    const { findings } = await check(config, outcome);
    expect(findings).toEqual([expect.objectContaining({ status, what: expect.stringMatching(what) })]);
  });

  it('nothing is tried where no agent has commands', async () => {
    expect(await check({ tools: { deny: ['exec'] } })).toEqual({ findings: [], programs: [] });
    expect(await check({ agents: { list: [{ id: 'main', publicMode: true }] } })).toEqual({
      findings: [],
      programs: [],
    });
  });
});
