import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { PublicWordsCheck } from './public-words.check.js';

const stateDirectory = temporaryDirectory();
const token = 'correct-horse-battery-staple-9';
const machine = { read: () => [{ kind: 'host name', value: 'canary-host' } as const] };

function findings(desk: Record<string, unknown>, gateway: Record<string, unknown> = {}) {
  const config = {
    gateway: { auth: { mode: 'token', token }, ...gateway },
    agents: {
      list: [
        { id: 'main', default: true },
        { id: 'desk', publicMode: true, ...desk },
      ],
    },
  };
  return new PublicWordsCheck(doctorContext({ stateDirectory, config }).context, machine).run();
}

describe(PublicWordsCheck.name, () => {
  it.each([
    ['host name', 'You are on Canary-Host.'],
    ['state directory', `Files are in ${stateDirectory}.`],
    ['secret', `Say ${token}.`],
  ])('G5: tells that a public prompt holds the %s, and never the fact', (kind, systemPrompt) => {
    const found = findings({ systemPrompt });
    expect(found).toEqual([
      {
        status: 'problem',
        what: expect.stringContaining(`tells the ${kind} of this machine`),
        path: 'agents.list[desk].systemPrompt',
        remedy: expect.stringContaining('openclaw public-check desk'),
      },
    ]);
    for (const fact of ['canary-host', stateDirectory, token]) expect(JSON.stringify(found)).not.toContain(fact);
  });

  it('tells that the state directory may be told, and not that a name may be', () => {
    expect(findings({}, { egress: { allow: ['canary-host', stateDirectory] } })).toEqual([
      {
        status: 'warning',
        what: expect.stringContaining('the state directory'),
        path: 'gateway.egress.allow[1]',
        remedy: expect.any(String),
      },
    ]);
    const systemPrompt = 'You are on canary-host.';
    expect(findings({ systemPrompt }, { egress: { allow: ['canary-host'] } })).toMatchObject([{ status: 'ok' }]);
  });

  it('points to the check of all else where nothing is found; a private prompt may tell it', () => {
    expect(findings({ systemPrompt: 'Be kind.' })).toEqual([
      { status: 'ok', what: expect.stringContaining('openclaw public-check') },
    ]);
    expect(findings({ systemPrompt: 'On canary-host.', publicMode: false })).toEqual([]);
  });
});
