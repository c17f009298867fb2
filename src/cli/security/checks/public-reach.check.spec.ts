import { describe, expect, it } from '@jest/globals';
import { doctorContext } from '../../../../test/support/doctor-context.js';
import { temporaryDirectory } from '../../../../test/support/temporary-directory.js';
import { PublicReachCheck } from './public-reach.check.js';

const stateDirectory = temporaryDirectory();

const check = (agent: Record<string, unknown>, sections: Record<string, unknown> = {}) =>
  new PublicReachCheck(
    doctorContext({
      stateDirectory,
      config: { agents: { list: [{ id: 'main' }, { id: 'desk', publicMode: true, ...agent }] }, ...sections },
    }).context,
  ).run();

describe(PublicReachCheck.name, () => {
  it('the default is harmless', async () => {
    expect(await check({})).toEqual([{ status: 'ok', what: expect.any(String) }]);
    expect(await check({ publicMode: false, tools: { profile: 'full' } })).toEqual([]);
  });

  it('what comes back for the owner, tools of servers included', async () => {
    const mcp = { servers: { files: { command: 'x' } } };
    const [finding, ...more] = await check(
      { tools: { allow: ['exec', 'write', 'gateway', 'read', 'files__*'] } },
      { mcp },
    );
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ status: 'warning', path: 'agents.list[desk].tools' });
    expect(finding?.what).toMatch(/Owner runs of desk can use [^:]*exec[^:]*files__\*/);
    for (const name of ['write', 'gateway']) expect(finding?.what).toContain(name);
    // Strangers have it too, which another check tells.
    expect(finding?.what).not.toMatch(/\bread\b/);
  });

  it('tools that only read files count where only the owner has them', async () => {
    const allowed = { tools: { allow: ['read', 'ls'] } };
    const [finding, ...more] = await check(allowed, { tools: { ownerOnly: ['read'] } });
    expect(more).toEqual([]);
    expect(finding?.what).toContain('Owner runs of desk can use read:');
    expect(await check(allowed)).toMatchObject([{ status: 'ok' }]);
  });

  it('private hosts are a problem as soon as strangers can fetch', async () => {
    const tools = { webFetch: { allowPrivateHosts: ['intranet.example'] } };
    expect(await check({ tools: { allow: ['web_fetch'] } }, { tools })).toMatchObject([
      {
        status: 'problem',
        path: 'tools.webFetch.allowPrivateHosts',
        what: expect.stringContaining('intranet.example'),
      },
    ]);
    expect(await check({ tools: { allow: ['web_fetch'] } })).toMatchObject([{ status: 'ok' }]);
    expect(await check({}, { tools })).toMatchObject([{ status: 'ok' }]);
  });

  it('skills that a public agent does not have', async () => {
    expect(await check({ skills: ['deploy'] })).toMatchObject([
      { status: 'warning', path: 'agents.list[desk].skills' },
    ]);
  });
});
