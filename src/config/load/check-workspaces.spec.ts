import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { type LoadedConfiguration, loadConfiguration } from '../load-configuration.js';
import { checkWorkspaces } from './check-workspaces.js';

const parent = temporaryDirectory();

describe(checkWorkspaces.name, () => {
  let home: string;
  let stateDir: string;
  let configPath: string;

  beforeEach(() => {
    home = mkdtempSync(join(parent, 'home-'));
    stateDir = join(home, '.local', 'state', 'gateway');
    configPath = join(home, 'etc', 'openclaw.json');
    mkdirSync(stateDir, { recursive: true });
    mkdirSync(join(home, 'etc'));
    mkdirSync(join(home, 'notes'));
  });

  function load(agents: object, env: Record<string, string> = {}): LoadedConfiguration {
    writeFileSync(configPath, JSON.stringify({ agents }));
    return loadConfiguration({ path: configPath, stateDir, env: { HOME: home, ...env } });
  }

  const problems = (agents: object, env?: Record<string, string>) =>
    problemsOf(() => load(agents, env)).map(({ path, found }) => `${path}: ${found}`);
  const faultOf = (workspace: string) => problems({ list: [{ id: 'main', workspace }] }).join();
  const link = (target: string, name: string) => symlinkSync(join(home, target), join(home, name));

  const state = 'which is or holds the state directory';
  const config = 'which is or holds the configuration file';
  const within = 'which lies in the state directory';

  it.each([
    ['/', state],
    ['~', state],
    ['~/', state],
    ['.local', state],
    ['~/notes/../.local/state', state],
    ['~/.local/state/gateway', state],
    ['/proc/self/root', state],
    ['~/etc', config],
    ['~/etc/openclaw.json', config],
    ['~/.local/state/gateway/workspaces', within],
    ['~/.local/state/gateway/sessions', within],
    ['~/.local/state/gateway/not/yet/there', within],
  ])('refuses %s, %s', (workspace, fault) => {
    expect(faultOf(workspace)).toBe(`agents.list[0].workspace: "${workspace}", ${fault}`);
  });

  it('refuses what is so by a link to the workspace, on the way to it, or to the private places', () => {
    link('', 'whole');
    link('.local', 'notes/up');
    expect(faultOf('~/whole')).toContain(state);
    expect(faultOf('~/notes/up/state')).toContain(state);
    expect(faultOf('~/notes/up/state/gateway/new')).toContain(within);
    const linkedState = join(home, 'notes', 'linked-state');
    symlinkSync(stateDir, linkedState);
    const linkedConfig = join(home, 'notes', 'linked.json');
    writeFileSync(configPath, JSON.stringify({ agents: { defaults: { workspace: '~/notes' } } }));
    symlinkSync(configPath, linkedConfig);
    const found = (path: string, directory: string) =>
      problemsOf(() => loadConfiguration({ path, stateDir: directory, env: { HOME: home } })).map((each) => each.found);
    expect(found(configPath, linkedState)).toEqual([`"~/notes", ${state}`]);
    expect(found(linkedConfig, stateDir)).toEqual([`"~/notes", ${config}`]);
  });

  it('refuses the default place where a link leads to a private one', () => {
    mkdirSync(join(stateDir, 'workspaces'));
    symlinkSync(home, join(stateDir, 'workspaces', 'main'));
    expect(problems({})).toEqual([`agents.defaults.workspace: nothing, and at the default place a link, ${state}`]);
    expect(problems({ list: [{ id: 'other' }, { id: 'main' }] })).toEqual([
      `agents.list[1].workspace: nothing, and at the default place a link, ${state}`,
    ]);
  });

  it('names the place where the workspace is set, once', () => {
    expect(problems({ defaults: { workspace: '~' }, list: [{ id: 'a' }, { id: 'b' }] })).toEqual([
      `agents.defaults.workspace: "~", ${state}`,
    ]);
    expect(problems({ defaults: { workspace: '~/{agentId}' }, entries: { etc: {}, b: { workspace: '/' } } })).toEqual([
      `agents.defaults.workspace: "~/{agentId}", ${config}`,
      `agents.entries.b.workspace: "/", ${state}`,
    ]);
  });

  it('does not repeat what came from the environment', () => {
    const found = problems({ defaults: { workspace: '${PLACE}' } }, { PLACE: home });
    expect(found).toEqual([expect.stringContaining(state)]);
    expect(found.join()).not.toContain(home);
  });

  it('tells what to do', () => {
    const [problem] = problemsOf(() => load({ defaults: { workspace: '~' } }));
    expect(problem?.allowed).toContain('a directory outside the state directory');
  });

  it.each([
    [{}],
    [{ list: [{ id: 'main' }, { id: 'other' }] }],
    [{ defaults: { workspace: '~/notes' } }],
    [{ defaults: { workspace: '~/agents/{agentId}' } }],
    [{ defaults: { workspace: '~/.local/state/gateway/workspaces/{agentId}/deeper' } }],
    [{ defaults: { workspace: '~/.local/state/gateway-notes' } }],
    [{ defaults: { workspace: '~/etc2' }, list: [{ id: 'a' }, { id: 'b' }] }],
  ])('has nothing against %j', (agents) => {
    expect(load(agents).warnings).toEqual([]);
  });

  it('A7: refuses it when the configuration is read again', () => {
    const loaded = load({ defaults: { workspace: '~/notes' } });
    writeFileSync(configPath, JSON.stringify({ agents: { defaults: { workspace: '~' } } }));
    expect(problemsOf(() => loaded.reload()).map(({ path }) => path)).toEqual(['agents.defaults.workspace']);
  });

  it('warns of a workspace that holds those of other agents, also by a link', () => {
    link('notes', 'alias');
    const list = [
      { id: 'outer', workspace: '~/alias' },
      { id: 'beside', workspace: '~/notes-too' },
      { id: 'inner', workspace: '~/notes/inner' },
      { id: 'innermost', workspace: '~/notes/inner/most' },
      { id: 'shared', workspace: '~/notes' },
    ];
    expect(load({ list }).warnings).toEqual([
      expect.stringMatching(/^The workspace of outer, shared holds that of inner, innermost; /),
      expect.stringMatching(/^The workspace of inner holds that of innermost; /),
    ]);
  });
});
