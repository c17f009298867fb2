import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { AgentConfig } from './agents.config.js';
import { ModelConfig, ProviderConfig } from './models.config.js';
import { OpenClawConfig } from './openclaw.config.js';
import { publicView, withheld } from './public-view.js';

const canary = 'planted-canary';

/** Paths and addresses as people and machines write them, each holding the canary. */
const spellings = [
  `/home/${canary}/agents`,
  `~/${canary}`,
  `~${canary}/agents`,
  `C:\\Users\\${canary}`,
  `c:/users/${canary}`,
  `\\\\${canary}\\share`,
  `file:///home/${canary}`,
  `file:/home/${canary}`,
  `$HOME/${canary}`,
  '${HOME}/' + canary,
  `%2Fhome%2F${canary}`,
  `\\/home\\/${canary}`,
  `see \`/home/${canary}\``,
  `[/home/${canary}]`,
  `</home/${canary}>`,
  `PATH=/usr/bin:/home/${canary}/bin`,
  `agents/${canary}`,
  `../${canary}`,
  `http://${canary}:11434/v1`,
  `${canary}.local:8080`,
  canary,
];

/** A configuration that holds the text wherever any text can stand. */
function configured(text: string): OpenClawConfig {
  const provider = Object.assign(new ProviderConfig(), {
    baseUrl: text,
    apiKey: text,
    headers: { [text]: text },
    models: [Object.assign(new ModelConfig(), { id: text, name: text })],
  });
  const settings = {
    model: { primary: text, fallbacks: [text] },
    workspace: text,
    systemPrompt: text,
    promptFiles: [text],
    skills: [text],
    tools: { allow: [text], alsoAllow: [text], deny: [text] },
  };
  const config = new OpenClawConfig();
  Object.assign(config.gateway, { customBindHost: text, trustedProxies: [text], allowedOrigins: [text] });
  Object.assign(config.gateway.auth, {
    token: text,
    password: text,
    trustedProxy: { userHeader: text, requiredHeaders: [text], allowUsers: [text] },
  });
  Object.assign(config.gateway.http, { modelAliases: { [text]: text } });
  Object.assign(config.models, { providers: { [text]: provider } });
  Object.assign(config.agents, {
    defaults: settings,
    list: [Object.assign(new AgentConfig(), settings, { id: text, name: text, publicMode: true, maxTurns: 7 })],
  });
  Object.assign(config.tools, { allow: [text], ownerOnly: [text] });
  return config;
}

describe(publicView.name, () => {
  it.each(spellings)('G4: %s shows nowhere', (text) => {
    expect(JSON.stringify(publicView(configured(text)))).not.toContain(canary);
  });

  it('G4: no text of any form shows but the words of a fixed choice', () => {
    const hidden = fc.string({ minLength: 1 }).map((text) => `${canary}${text}`);
    fc.assert(
      fc.property(
        fc.oneof(
          hidden,
          fc.constantFrom(...spellings).chain((path) => hidden.map((text) => path + text)),
        ),
        (text) => {
          expect(JSON.stringify(publicView(configured(text)))).not.toContain(canary);
        },
      ),
    );
  });

  it('G4: also where a word should stand and another text does', () => {
    const config = configured('x');
    Object.assign(config.logging, { level: canary });
    expect(publicView(config)).toMatchObject({ logging: { level: withheld } });
  });

  it('leaves switches, numbers and choices to be seen, and changes nothing of the configuration', () => {
    const config = configured('/home/x');
    const before = JSON.stringify(config);
    expect(publicView(config)).toMatchObject({
      gateway: { port: 18_789, bind: 'loopback', http: { endpoints: { chatCompletions: { enabled: false } } } },
      models: { providers: withheld },
      agents: { list: [{ id: withheld, publicMode: true, maxTurns: 7 }] },
      session: { userKey: 'session' },
      logging: { level: 'info' },
    });
    expect(JSON.stringify(config)).toBe(before);
  });
});
