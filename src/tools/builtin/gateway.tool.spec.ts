import { describe, expect, it } from '@jest/globals';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import { ConfigService } from '../../config/config.service.js';
import { loadConfiguration } from '../../config/load-configuration.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { ArgumentChecker } from '../argument-checker.js';
import { GatewayTool } from './gateway.tool.js';

const text = `{
  gateway: { auth: { mode: 'token', token: 'test-token-of-the-gateway' }, trustedProxies: ['10.20.30.40'] },
  models: { providers: { planted_provider: { baseUrl: 'http://planted.host:11434/v1', apiKey: 'not-a-real-key', models: [{ id: 'planted-model' }] } } },
  agents: {
    defaults: { model: 'planted_provider/planted-model', workspace: '/home/planted/{agentId}' },
    list: [{ id: 'main' }, { id: 'front-desk', publicMode: true, systemPrompt: 'Notes are in \`/home/planted/notes\`.' }],
  },
}`;

const stateDir = temporaryDirectory();

async function shown(publicMode: boolean, args: Record<string, unknown> = {}): Promise<string> {
  const sut = new GatewayTool(new ConfigService(loadConfiguration({ stateDir, env: {}, text })));
  const { content } = await sut.run(args, toolContext({ isOwner: true, agent: resolvedAgent({ publicMode }) }));
  return textOf({ role: 'tool', callId: '', content });
}

describe(GatewayTool.name, () => {
  it('C5: shows the configuration in force without secrets', async () => {
    const whole = await shown(false);
    expect(JSON.parse(whole)).toMatchObject({
      gateway: { port: 18_789 },
      models: { providers: { planted_provider: { baseUrl: 'http://planted.host:11434/v1' } } },
    });
    expect(whole).not.toMatch(/test-token-of-the-gateway|not-a-real-key/);
  });

  it('G4: shows a public agent no path, address, provider, model or other agent, owner run or not', async () => {
    const whole = await shown(true);
    expect(whole).not.toMatch(/planted|\/home|:\/\/|10\.20\.30\.40|"main"|front-desk|not-a-real-key|test-token/);
    expect(JSON.parse(whole)).toMatchObject({
      gateway: { port: 18_789, auth: { mode: 'token' } },
      agents: { list: [{}, { publicMode: true }] },
    });
  });

  it.each(['gateway', 'models', 'agents', 'tools', 'session', 'logging'])(
    'narrows to the section %s',
    async (section) => {
      for (const publicMode of [false, true]) {
        const whole = JSON.parse(await shown(publicMode)) as Record<string, unknown>;
        expect(JSON.parse(await shown(publicMode, { action: 'config.get', section }))).toEqual(whole[section]);
      }
    },
  );

  it.each(['{"section":"__proto__"}', '{"section":"secrets"}', '{"action":"config.set"}', '{"path":"/"}'])(
    'its schema refuses %s',
    async (args) => {
      const sut = new GatewayTool(new ConfigService(loadConfiguration({ stateDir, env: {}, text })));
      expect(new ArgumentChecker().check(sut, { id: '1', name: 'gateway', arguments: args }).ok).toBe(false);
    },
  );

  it('F6: is for the owner only', () => {
    const sut = new GatewayTool(new ConfigService(loadConfiguration({ stateDir, env: {}, text })));
    expect(sut.ownerOnly).toBe(true);
  });
});
