import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { PublicAgentsCheck } from './public-agents.check.js';

const stateDirectory = temporaryDirectory();

const check = (tools: Record<string, unknown>, sections: Record<string, unknown> = {}) =>
  new PublicAgentsCheck(
    doctorContext({
      stateDirectory,
      config: { agents: { list: [{ id: 'main' }, { id: 'desk', publicMode: true, tools }] }, ...sections },
    }).context,
  ).run();

describe(PublicAgentsCheck.name, () => {
  it('the default is harmless, and owner-only tools are out of reach', async () => {
    expect(await check({})).toEqual([
      { status: 'ok', what: 'Strangers reach no files and change nothing through desk' },
    ]);
    expect((await check({ allow: ['exec', 'write', 'gateway', 'web_fetch'] }))[0]?.status).toBe('ok');
  });

  it('tells which files and servers strangers reach', async () => {
    const mcp = { servers: { open: { command: 'x', ownerOnly: false }, closed: { command: 'x' } } };
    const [finding] = await check({ profile: 'full' }, { mcp });
    expect(finding?.status).toBe('warning');
    expect(finding?.what).toMatch(/can use read, ls, find, grep.*open__\*\.$/);
    expect(finding?.what).not.toMatch(/exec|write|closed/);
  });

  it('takes tools.ownerOnly into account', async () => {
    const tools = { ownerOnly: ['group:fs'] };
    expect((await check({ allow: ['read', 'ls'] }, { tools }))[0]?.status).toBe('ok');
  });
});
