import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { resolvedAgent } from '../../../test/support/agent-factory.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import { ConfigService } from '../../config/config.service.js';
import { loadConfiguration } from '../../config/load-configuration.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { maxResultCharacters } from '../execution/limit-output.js';
import { ArgumentChecker } from '../execution/argument-checker.js';
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

function gatewayTool(clock = new FakeClock()): GatewayTool {
  return new GatewayTool(new ConfigService(loadConfiguration({ stateDir, env: {}, text })), clock);
}

async function shown(publicMode: boolean, args: Record<string, unknown> = {}, sut = gatewayTool()): Promise<string> {
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

  it.each(['gateway', 'models', 'agents', 'tools', 'skills', 'mcp', 'session', 'logging'])(
    'narrows to the section %s',
    async (section) => {
      for (const publicMode of [false, true]) {
        const whole = JSON.parse(await shown(publicMode)) as Record<string, unknown>;
        expect(JSON.parse(await shown(publicMode, { action: 'config.get', section }))).toEqual(whole[section]);
      }
    },
  );

  it('tells its status, and a public agent no more than how long it runs', async () => {
    const clock = new FakeClock();
    const sut = gatewayTool(clock);
    await clock.advance(90_500);
    const status = JSON.parse(await shown(false, { action: 'status' }, sut)) as Record<string, unknown>;
    expect(status).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      uptimeSeconds: 90,
      host: '127.0.0.1',
      port: 18_789,
      agents: 2,
    });
    expect(JSON.parse(await shown(true, { action: 'status' }, sut))).toEqual({ uptimeSeconds: 90 });
  });

  it.each(['gateway', 'models', 'agents', 'tools', 'skills', 'mcp', 'session', 'logging'])(
    'says what the section %s may hold, as a schema that stands alone and fits one result',
    async (section) => {
      const schema = await shown(true, { action: 'config.schema', section });
      expect(schema.length).toBeLessThan(maxResultCharacters);
      expect(schema).toContain('"additionalProperties":false');
      expect(() => new Ajv2020({ strict: false }).compile(JSON.parse(schema) as object)).not.toThrow();
      expect(schema).not.toMatch(/planted|front-desk/);
    },
  );

  it('asks for a section rather than give the whole schema', async () => {
    expect(await shown(false, { action: 'config.schema' })).toMatch(/^Name one section: gateway, models, /);
  });

  it.each(['__proto__', 'secrets', ''])('names the sections to who asks for %j', async (section) => {
    for (const action of ['config.get', 'config.schema']) {
      expect(await shown(false, { action, section })).toMatch(
        /^There is no such section\. Name one section: gateway, /,
      );
    }
  });

  it.each(['{"section":7}', '{"action":"config.set"}', '{"path":"/"}'])('its schema refuses %s', async (args) => {
    const sut = gatewayTool();
    const checked = await new ArgumentChecker().check(sut, { id: '1', name: 'gateway', arguments: args });
    expect(checked.ok).toBe(false);
  });

  it('F6: is for the owner only', () => {
    const sut = gatewayTool();
    expect(sut.ownerOnly).toBe(true);
  });
});
