import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import JSON5 from 'json5';
import { problemsOf } from '../../../test/support/config-problems.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { ConfigInvalidError } from '../config-problem.js';
import { loadConfiguration } from '../load-configuration.js';
import { configurationFiles } from './generated-files.js';
import { configurationSchema } from '../schema/json-schema.js';

const stateDir = join(temporaryDirectory(), 'state');
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const contentOf = (name: string) => readFileSync(join(checkout, name), 'utf8');
const load = (text: string, env: Record<string, string> = {}) => loadConfiguration({ text, env, stateDir });
const matchesSchema = new Ajv2020({ strict: true, allErrors: true }).compile(configurationSchema());
const schemaErrors = (text: string) => (matchesSchema(JSON5.parse(text)) ? [] : matchesSchema.errors);

/** The example of the architecture page; its `redisUrl: undefined` is no JSON5, so the key is left out. */
const architectureExample = `{
  gateway: {
    port: 18789, bind: "loopback",
    auth: { mode: "token", token: "\${OPENCLAW_GATEWAY_TOKEN}", rateLimit: { maxAttempts: 10, windowMs: 60000, lockoutMs: 300000, exemptLoopback: false }, keys: [] },
    trustedProxies: [], allowedOrigins: [],
    http: { endpoints: { chatCompletions: { enabled: true, maxBodyBytes: 20000000, images: { allowUrl: false } }, responses: { enabled: false } }, modelAliases: {} },
  },
  models: { providers: { ollama: { baseUrl: "http://127.0.0.1:11434/v1", api: "openai-completions", apiKey: "\${OLLAMA_KEY:-none}",
    timeoutSeconds: 120, models: [{ id: "llama3.3", contextWindow: 128000, maxTokens: 8192, input: ["text"] }] } } },
  agents: {
    defaults: { model: { primary: "ollama/llama3.3", fallbacks: [] }, workspace: "~/agents/{agentId}", publicMode: false, maxTurns: 25, timeoutSeconds: 600 },
    list: [{ id: "main", default: true, tools: { profile: "coding" } }, { id: "front-desk", publicMode: true, tools: { allow: ["web_fetch"] }, skills: [] }],
  },
  tools: { ownerOnly: [], deny: [] }, mcp: { servers: {} },
  session: { userKey: "session", maxQueued: 32, maxEntries: 5000, pruneAfter: "30d", maxDiskBytes: "10gb" },
  database: { url: "sqlite" }, cluster: {},
}`;

describe('generated files', () => {
  it.each(configurationFiles)(
    'A8: $name is what the classes say; `npm run generate` makes it anew',
    ({ name, content }) => {
      expect(content(contentOf(name))).toBe(contentOf(name));
    },
  );
});

describe('configurations of the checkout', () => {
  it('A8: the starter is valid, also for the schema: loopback, endpoints and limit on, a public agent, no model', () => {
    const text = contentOf('config/openclaw.json5');
    expect(schemaErrors(text)).toEqual([]);
    const { config, warnings } = load(text);
    expect(warnings).toEqual([]);
    expect(config.gateway.bind).toBe('loopback');
    expect(config.gateway.http.endpoints.chatCompletions.enabled).toBe(true);
    expect(config.gateway.http.endpoints.responses.enabled).toBe(true);
    expect(config.gateway.auth.rateLimit).toEqual({
      maxAttempts: 10,
      windowMs: 60_000,
      lockoutMs: 300_000,
      exemptLoopback: false,
    });
    expect(config.agents.list).toEqual([
      { id: 'main', default: true },
      { id: 'front-desk', publicMode: true },
    ]);
    expect(config.agents.defaults.model).toBeUndefined();
  });

  it.each(
    [...contentOf('config/openclaw.json5').matchAll(/^ *\/\/ ((?:models|model|token): .*,)$/gm)].map(
      ([, line]) => line ?? '',
    ),
  )('A8: the line %s of the starter works when its slashes are taken away', (line) => {
    const text = contentOf('config/openclaw.json5').replace(`// ${line}`, line);
    expect(text).not.toBe(contentOf('config/openclaw.json5'));
    expect(load(text, { OPENAI_API_KEY: 'not-a-real-key', OPENCLAW_GATEWAY_TOKEN: 'test-token' }).warnings).toEqual([]);
    expect(schemaErrors(text)).toEqual([]);
  });

  it('A8: the example is valid, also for the schema, and shows every key', () => {
    const text = contentOf('config/openclaw.example.json5');
    expect(schemaErrors(text)).toEqual([]);
    expect(load(text).config.agents.list.map(({ id }) => id)).toEqual(['main', 'front-desk', 'helper']);
    for (const key of contentOf('docs/configuration.md').matchAll(/^\| `(\w+)` \|/gm))
      expect(text).toMatch(new RegExp(`\\b${key[1] ?? ''}:`));
  });

  it('A6: the example of the architecture page loads, with one warning', () => {
    const { config, warnings } = load(architectureExample, { OPENCLAW_GATEWAY_TOKEN: 'test-token' });
    expect(warnings).toEqual(['Sections that this gateway does not read were ignored: database, cluster.']);
    expect(config.models.providers['ollama']).toMatchObject({ apiKey: 'none', timeoutSeconds: 120 });
    expect(config.session).toMatchObject({ pruneAfter: 2_592_000_000, maxDiskBytes: 10 * 1024 ** 3 });
    expect(schemaErrors(architectureExample)).toEqual([]);
  });

  it.each([
    '{ gateway: { prt: 1 } }',
    '{ gateway: { port: 70000 } }',
    '{ agents: { list: [{ id: "a b" }] } }',
    '{ agents: { list: [{}] } }',
    '{ agents: { defaults: { model: "x" } } }',
    '{ models: { providers: { builtin: {} } } }',
    '{ session: { pruneAfter: "soon" } }',
    '{ nope: {} }',
  ])('A8: the schema refuses %s, as the loader does', (text) => {
    expect(schemaErrors(text)).not.toEqual([]);
    expect(problemsOf(() => load(text))).not.toEqual([]);
  });

  it('A8: the schema takes references to the environment where words are fixed', () => {
    expect(schemaErrors('{ gateway: { bind: "${BIND:-lan}" }, agents: { defaults: { model: "${MODEL}" } } }')).toEqual(
      [],
    );
  });
});

describe('docs/configuration.md', () => {
  const page = contentOf('docs/configuration.md');
  const [first = '', broken = ''] = [...page.matchAll(/```json5\n(.*?)```/gs)].map(([, block]) => block ?? '');

  it('A5: its first block loads', () => {
    expect(load(first, {}).config.agents.defaults.model?.primary).toBe('ollama/llama3.3');
  });

  it('A6: the problems that it shows are the ones that its block gives', () => {
    const shown = /```text\n(.*?)```/s.exec(page)?.[1];
    expect(new ConfigInvalidError(problemsOf(() => load(broken))).format()).toBe(shown);
  });
});
