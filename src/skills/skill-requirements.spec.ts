import { describe, expect, it } from '@jest/globals';
import { skillHost } from '../../test/support/skill-fixtures.js';
import type { JsonObject } from '../common/json.js';
import { readRequirements, unmetRequirement } from './skill-requirements.js';

const none = { os: [], bins: [], anyBins: [], env: [] };

function requirementsOf(fields: JsonObject): unknown {
  const read = readRequirements(fields);
  return 'requirements' in read ? read.requirements : read.problem;
}

describe(readRequirements.name, () => {
  it.each<[string, JsonObject]>([
    ['none', {}],
    ['no metadata of ours', { metadata: { author: 'x' } }],
    ['metadata that is no object', { metadata: 'words' }],
    ['empty ones', { requires: {}, metadata: { openclaw: {} } }],
  ])('takes %s as no requirement', (_name, fields) => {
    expect(requirementsOf(fields)).toEqual(none);
  });

  it.each<[string, JsonObject]>([
    ['the short form', { requires: { bins: ['git'], env: 'KEY', os: ['linux'] } }],
    ["OpenClaw's form", { metadata: { openclaw: { requires: { bins: ['git'], env: ['KEY'] }, os: ['linux'] } } }],
    ['JSON in a string', { metadata: '{"openclaw": {requires: {bins: ["git"], env: ["KEY"],}, os: "linux"}}' }],
    ['both', { requires: { bins: 'git' }, metadata: { openclaw: { os: ['linux'], requires: { env: ['KEY'] } } } }],
  ])('reads %s', (_name, fields) => {
    expect(requirementsOf(fields)).toEqual({ ...none, bins: ['git'], env: ['KEY'], os: ['linux'] });
  });

  it('`always` waives all but the platform', () => {
    const openclaw = { always: true, os: ['darwin'], requires: { bins: ['gh'], env: ['KEY'] } };
    expect(requirementsOf({ metadata: { openclaw } })).toEqual({ ...none, os: ['darwin'] });
  });

  it('does not ignore what it cannot check or read', () => {
    expect(requirementsOf({ requires: { config: ['browser.enabled'] } })).toMatch(/^requires `config`; .* os, bins, /);
    for (const bins of [3, [3], [''], { git: true }, [['git']]]) {
      expect(requirementsOf({ requires: { bins } })).toBe('requires `bins` as something else than a list of names');
    }
  });
});

describe(unmetRequirement.name, () => {
  it.each([
    [{}, undefined],
    [{ os: ['darwin', 'linux'], bins: ['git'], anyBins: ['hg', 'git'], env: ['EDITOR'] }, undefined],
    [{ os: ['darwin', 'win32'] }, 'it is for darwin, win32 and this is linux'],
    [{ bins: ['git', 'gh'] }, 'the program gh is not on the PATH of the gateway; install it'],
    [{ anyBins: ['hg', 'svn'] }, 'none of the programs hg, svn is on the PATH of the gateway; install one'],
    [{ env: ['EDITOR', 'API_KEY'] }, 'the environment variable API_KEY is not set; start the gateway with it'],
  ])('of %j: %s', (required, expected) => {
    expect(unmetRequirement({ ...none, ...required }, skillHost())).toBe(expected);
  });
});
