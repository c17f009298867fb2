import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { ConfigService } from './config.service.js';
import { loadConfiguration } from './load-configuration.js';

const scratch = temporaryDirectory();
const path = join(scratch, 'openclaw.json5');
const logged: string[] = [];
const save = (text: string) => writeFileSync(path, text);

function start(text: string, env: Record<string, string> = {}): ConfigService {
  save(text);
  return new ConfigService(loadConfiguration({ path, env, stateDir: join(scratch, 'state') }));
}

describe('ConfigService', () => {
  beforeEach(() => {
    logged.length = 0;
    for (const level of ['log', 'warn', 'error'] as const) {
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((message: unknown) => void logged.push(`${level}: ${String(message)}`));
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('A7: a saved file replaces the sections that changed and tells their listeners', () => {
    const sut = start('{ agents: { list: [{ id: "a" }] }, gateway: { auth: { token: "token-one" } } }');
    const tools = sut.sections.tools.current;
    const heard: unknown[] = [];
    sut.sections.agents.onChange((next) => heard.push(next.list.map(({ id }) => id)));
    sut.sections.tools.onChange(() => heard.push('tools'));
    sut.credentials.onChange((next) => heard.push('secret' in next && next.secret));

    save('{ agents: { list: [{ id: "b" }] }, gateway: { auth: { token: "token-two" } } }');

    expect(sut.reload()).toEqual({ outcome: 'applied', changed: ['gateway', 'agents', 'credentials'] });
    expect(heard).toEqual([['b'], 'token-two']);
    expect(sut.sections.tools.current).toBe(tools);
    expect(logged).toEqual(['log: Configuration reloaded; changed: gateway, agents, credentials.']);
  });

  it('A7: who read a section before keeps what was read', () => {
    const sut = start('{ gateway: { http: { endpoints: { chatCompletions: { enabled: true } } } } }');
    const before = sut.sections.gateway.current;
    save('{ gateway: { http: { endpoints: { chatCompletions: { enabled: false } } } } }');
    sut.reload();
    expect(before.http.endpoints.chatCompletions.enabled).toBe(true);
    expect(sut.sections.gateway.current.http.endpoints.chatCompletions.enabled).toBe(false);
  });

  it('A7: all sections have changed before the first listener is told', () => {
    const sut = start('{ session: { maxQueued: 1 }, logging: { level: "warn" } }');
    const seen: string[] = [];
    sut.sections.session.onChange(() => seen.push(sut.sections.logging.current.level));
    save('{ session: { maxQueued: 2 }, logging: { level: "debug" } }');
    sut.reload();
    expect(seen).toEqual(['debug']);
  });

  it('A7: tells of a change of any part, once, when all have changed, before their listeners and the log', () => {
    const sut = start('{ session: { maxQueued: 1 } }');
    const stop = sut.onChange((next) => {
      logged.push(`whole ${String(next.config.session.maxQueued)} ${String(sut.sections.session.current.maxQueued)}`);
    });
    sut.sections.mcp.onChange(() => logged.push('mcp'));
    save('{ session: { maxQueued: 2 }, mcp: { servers: { a: { command: "x" } } } }');
    sut.reload();
    sut.reload();
    expect(logged).toEqual(['whole 2 2', expect.stringContaining('changed: mcp, session'), 'mcp']);
    stop();
    save('{}');
    sut.reload();
    expect(logged.filter((line) => line.startsWith('whole'))).toHaveLength(1);
  });

  it.each(['{ gateway: { port: "x" }, agnts: {} }', '{', '{ gateway: { auth: { mode: "password" } } }'])(
    'A7: the invalid file %s keeps the last good configuration and names each problem in the log',
    (text) => {
      const sut = start('{ gateway: { maxConcurrentRuns: 7 } }');
      const before = [sut.current, sut.sections.gateway.current, sut.credentials.current];
      sut.sections.gateway.onChange(() => logged.push('told'));
      save(text);

      const result = sut.reload();

      expect(result.outcome).toBe('refused');
      expect([sut.current, sut.sections.gateway.current, sut.credentials.current]).toEqual(before);
      expect(logged).toHaveLength('problems' in result ? 1 + result.problems.length : 0);
      expect(logged[0]).toContain('Configuration openclaw.json5 not reloaded, the last good one stays in force');
    },
  );

  it('A7: after an invalid file the next valid one is taken', () => {
    const sut = start('{}');
    save('{');
    sut.reload();
    save('{ gateway: { maxConcurrentRuns: 9 } }');
    expect(sut.reload()).toEqual({ outcome: 'applied', changed: ['gateway'] });
  });

  it('A7: an invalid file that is restored is told once, with its name and not its directory', () => {
    const sut = start('{}');
    save('{');
    sut.reload();
    logged.length = 0;
    save('{}');
    expect(sut.reload()).toEqual({ outcome: 'unchanged' });
    sut.reload();
    expect(logged).toEqual(['log: Configuration openclaw.json5 can be used again.']);
  });

  it('A7: a change of port or address says that a restart is needed', () => {
    const sut = start('{ gateway: { port: 1000 } }');
    save('{ gateway: { port: 2000, bind: "lan" } }');
    sut.reload();
    expect(logged).toContain(
      'warn: The gateway still listens on 127.0.0.1:1000; restart it to listen on 0.0.0.0:2000.',
    );
    expect(sut.listen).toEqual({ host: '127.0.0.1', port: 1000 });
  });

  it('A7: a change that is only a comment changes nothing', () => {
    const sut = start('{}');
    sut.sections.gateway.onChange(() => logged.push('told'));
    save('{} // hello');
    expect(sut.reload()).toEqual({ outcome: 'unchanged' });
    expect(logged).toEqual([]);
  });

  it('A7: a listener that fails does not keep others from being told', () => {
    const sut = start('{}');
    sut.sections.gateway.onChange(() => {
      throw new Error('broken');
    });
    const stop = sut.sections.gateway.onChange(() => logged.push('stopped listener'));
    sut.sections.gateway.onChange(() => logged.push('told'));
    stop();
    save('{ gateway: { drainSeconds: 1 } }');
    expect(sut.reload().outcome).toBe('applied');
    expect(logged).toContain('told');
    expect(logged).not.toContain('stopped listener');
    expect(logged.at(-1)).toMatch(/^error: A part of the gateway failed/);
  });

  it('C5: redacted() and secrets() follow a reload', () => {
    const sut = start('{ gateway: { auth: { token: "token-one" } } }');
    save('{ gateway: { auth: { token: "token-two" } }, agents: { defaults: { systemPrompt: "token-two" } } }');
    sut.reload();
    expect(sut.secrets()).toEqual(['token-two']);
    expect(JSON.stringify(sut.redacted())).not.toContain('token-two');
  });

  it('G4: publicView() shows switches and numbers of the configuration in force, and no text', () => {
    const sut = start('{ gateway: { drainSeconds: 1 } }');
    save('{ gateway: { drainSeconds: 2 }, agents: { defaults: { workspace: "/srv/notes" } } }');
    sut.reload();
    expect(sut.publicView()).toMatchObject({ gateway: { drainSeconds: 2, bind: 'loopback' } });
    expect(JSON.stringify(sut.publicView())).not.toContain('/srv');
  });
});
