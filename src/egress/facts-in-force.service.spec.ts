import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { plantedMachine } from '../../test/support/planted-machine.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { ConfigService } from '../config/config.service.js';
import { loadConfiguration } from '../config/load-configuration.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { FactsInForce } from './facts-in-force.service.js';

const scratch = temporaryDirectory();

/** A gateway's facts; `rewrite` puts another text into its configuration file and reloads. */
function make(config: Record<string, unknown>, env: Record<string, string> = {}) {
  const home = mkdtempSync(join(scratch, 'canary-home-'));
  const path = join(home, 'canary-config.json');
  const write = (text: Record<string, unknown>): void => writeFileSync(path, JSON.stringify(text), { mode: 0o600 });
  write(config);
  const loaded = loadConfiguration({ path, env: { HOME: home, ...env }, stateDir: join(home, 'canary-state') });
  const service = new ConfigService(loaded);
  const { agents, gateway, session } = service.sections;
  const sut = new FactsInForce(
    service,
    new AgentResolverService(agents, gateway, session),
    new WorkspaceLocator(home, loaded.stateDirectory.path),
    plantedMachine,
  );
  sut.onModuleInit();
  const rewrite = (text: Record<string, unknown>): void => {
    write(text);
    service.reload();
  };
  const values = (kind: string) => sut.searched().flatMap((fact) => (fact.kind === kind ? [fact.value] : []));
  return { sut, home, path, rewrite, values };
}

describe(FactsInForce.name, () => {
  it('G5: knows the machine, every workspace by both its names, state, configuration, home and secrets', () => {
    const { sut, home, path, values } = make(
      {
        gateway: { auth: { mode: 'token', token: 'token-4711-canary' } },
        models: { providers: { fake: { baseUrl: 'http://127.0.0.1:1/v1', apiKey: 'sk-4711-canary' } } },
        agents: { defaults: { workspace: '~/agents/{agentId}' }, list: [{ id: 'one' }, { id: 'two' }] },
      },
      { DATABASE_PASSWORD: 'pass-4711-canary', OPENAI_API_KEY: 'sk-0815-canary', EDITOR: 'nano-4711-canary' },
    );
    mkdirSync(join(home, 'real'));
    symlinkSync(join(home, 'real'), join(home, 'agents'));
    mkdirSync(join(home, 'real', 'one'));
    expect(values('workspace')).toEqual([join(home, 'agents/one'), join(home, 'real/one'), join(home, 'agents/two')]);
    expect(values('state directory')).toEqual([join(home, 'canary-state')]);
    expect(values('configuration file')).toEqual([path]);
    expect(values('home directory')).toEqual(['/home/canary.user', home]);
    expect(values('host name')).toEqual(['canary-host.internal']);
    expect(values('secret').sort()).toEqual([
      'pass-4711-canary',
      'sk-0815-canary',
      'sk-4711-canary',
      'token-4711-canary',
    ]);
    expect(sut.search.find(`I am in ${home}/agents/two`).size).toBeGreaterThan(0);
  });

  it('G5: is made once, and anew after a reload that changes the facts', () => {
    const { sut, home, rewrite } = make({ agents: { list: [{ id: 'one', workspace: '/srv/canary-one' }] } });
    const { search } = sut;
    expect(sut.search).toBe(search);
    rewrite({ agents: { list: [{ id: 'one', workspace: '/srv/canary-two' }] } });
    expect([...sut.search.find('/srv/canary-one /srv/canary-two')]).toEqual([
      { kind: 'workspace', value: '/srv/canary-two' },
    ]);
    expect(sut.search.find(home).size).toBe(1);
  });

  it('G5: stays the same after a reload that changes no fact', () => {
    const agent = { id: 'one', workspace: '/srv/canary-one' };
    const { sut, rewrite } = make({ agents: { list: [agent] } });
    const { search } = sut;
    rewrite({ agents: { list: [{ ...agent, name: 'Another name' }] } });
    expect(sut.search).toBe(search);
    rewrite({ agents: { list: [agent] }, gateway: { egress: { allow: ['canary-host.internal'] } } });
    expect(sut.search).not.toBe(search);
    expect(sut.search.find('canary-host.internal').size).toBe(0);
  });

  it('G5: what is allowed is not looked for, whatever its case; a secret always is', () => {
    const allow = ['Canary-Host.INTERNAL', '203.0.113.77', 'token-4711-canary'];
    const gateway = { auth: { mode: 'token', token: 'token-4711-canary' }, egress: { allow } };
    const { sut, values } = make({ gateway });
    expect([values('host name'), values('network address'), values('secret')]).toEqual([[], [], ['token-4711-canary']]);
    expect(sut.unsearched().map(({ value }) => value)).toEqual(expect.arrayContaining(['canary-host.internal']));
  });

  it('G5: a header that holds the name of the host does not make a secret of it', () => {
    const headers = { 'x-from': 'canary-host.internal' };
    const { values } = make({ models: { providers: { fake: { baseUrl: 'http://127.0.0.1:1/v1', headers } } } });
    expect(values('host name')).toEqual(['canary-host.internal']);
  });
});
