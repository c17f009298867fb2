import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Explanation } from '../../src/explain/explanation.js';
import { type ChatAnswer, chat } from '../support/chat.js';
import { explain } from '../support/explain.js';
import { explainedRequest } from '../support/explained-request.js';
import type { RecordedRequest } from '../support/fake-exchange.js';
import { TestGateway } from '../support/test-gateway.js';

const clientTool = {
  type: 'function',
  function: { name: 'look_up', description: 'Looks up.', parameters: { type: 'object', properties: {} } },
};
const sameNameTool = { type: 'function', function: { name: 'session-status' } };

const agents = {
  defaults: { model: 'fake/model', systemPrompt: 'Be brief.' },
  list: [
    { id: 'main', default: true, tools: { deny: ['gateway'] } },
    { id: 'loner', subagents: { maxDepth: 0 } },
    { id: 'front-desk', publicMode: true },
    { id: 'ignorer', session: { userKey: 'ignore' }, params: { temperature: 0.3, maxTokens: 77 }, maxTurns: 3 },
  ],
};

/** What an explanation says of a request that runs, in the terms of `done`. */
function told({ agent, session, preview, tools = [], client_tools = [], fields }: Explanation, body: object) {
  const kept = tools.filter((each) => each.kept).map(({ name }) => name);
  const ignored = fields.filter(({ effect }) => effect === 'ignored').map(({ field }) => field);
  const nulls = Object.entries(body).flatMap(([field, value]) => (value === null ? [field] : []));
  return {
    agent: agent?.id,
    session: session?.key,
    upstream: preview?.body,
    tools: [...kept, ...client_tools],
    ignored: ignored.filter((field) => !nulls.includes(field)).sort(),
  };
}

/** What the run of a request did. */
function done({ headers }: ChatAnswer, upstream: RecordedRequest, kept: boolean | undefined) {
  const key = headers.get('x-openclaw-session-key') ?? '';
  const ignored = headers.get('x-openclaw-ignored-fields')?.split(', ') ?? [];
  return {
    agent: headers.get('x-openclaw-agent-id'),
    session: kept ? key : key.replace(/[^:]*$/, '{uuid}'),
    upstream: JSON.parse(upstream.raw) as unknown,
    tools: upstream.body.tools?.map((each) => each.function.name) ?? [],
    ignored: ignored.filter((field) => !field.startsWith('tools.')).sort(),
  };
}

describe('POST /v1/explain', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start({
      gateway: {
        ...{ auth: { mode: 'token', token: 'test-token' } },
        http: { endpoints: { chatCompletions: { enabled: true } }, modelAliases: { 'gpt-4o': 'front-desk' } },
      },
      sections: { agents },
    });
  });

  afterAll(async () => {
    await gateway.close();
  });

  it('tells agent, owner, session, tools, fields and limits without asking the model', async () => {
    const before = gateway.upstream.paths.length;
    const { status, json } = await explain(gateway.url, {
      user: 'ann',
      max_tokens: 5,
      store: true,
      nonsense: 1,
      stop: null,
      tools: [clientTool],
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      object: 'openclaw.explanation',
      refusal: null,
      agent: { id: 'main', public: false, because: 'the model is "openclaw", and it is the default agent' },
      owner: { is_owner: true },
      session: { key: 'agent:main:openai-user:ann', kept: true, earlier_messages: 0 },
      models: ['fake/model'],
      client_tools: ['look_up'],
      limits: {
        max_turns: 25,
        timeout_seconds: 600,
        max_run_tokens: 2_000_000,
        max_concurrent: 64,
        subagents: { max_depth: 1, max_count: 8 },
      },
    });
    const effects = Object.fromEntries(json.fields.map(({ field, effect }) => [field, effect]));
    expect(effects).toEqual({
      model: 'mapped',
      messages: 'mapped',
      user: 'mapped',
      max_tokens: 'mapped',
      store: 'ignored',
      nonsense: 'ignored',
      stop: 'ignored',
      tools: 'honoured',
    });
    expect(json.tools).toContainEqual({ name: 'gateway', kept: false, because: expect.stringContaining('deny') });
    expect(json.tools).toContainEqual({ name: 'session_status', kept: true, because: expect.any(String) });
    expect(json.preview).toBeUndefined();
    expect(gateway.upstream.paths.length).toBe(before);
  });

  it('F5: explains the owner rule for whoever the headers speak of', async () => {
    const headers = { 'x-openclaw-sender-is-owner': 'false', 'x-openclaw-agent-id': 'ignorer' };
    const { json } = await explain(gateway.url, { user: 'ann', tools: [sameNameTool] }, { headers });
    expect(json.agent).toMatchObject({ id: 'ignorer', because: expect.stringContaining('x-openclaw-agent-id') });
    expect(json.owner).toMatchObject({ is_owner: false, because: expect.stringContaining('header') });
    expect(json.session).toMatchObject({ key: 'agent:ignorer:openai:{uuid}', kept: false });
    expect(json.tools).toContainEqual({ name: 'gateway', kept: false, because: expect.stringContaining('owner') });
    expect(json.tools).toContainEqual({
      name: 'session_status',
      kept: false,
      because: expect.stringContaining('client'),
    });
  });

  it('L3: explains that an agent may start no subagents', async () => {
    const { json } = await explain(gateway.url, { model: 'openclaw:loner' });
    expect(json.tools).toContainEqual({ name: 'sessions_spawn', kept: false, because: 'subagents.maxDepth' });
  });

  it.each([
    [{ model: 'openclaw:nobody' }, 404, 'model_not_found'],
    [{ messages: [] }, 400, 'invalid_value'],
    [{ audio: { voice: 'x' } }, 400, 'unsupported_parameter'],
    [{ n: 2 }, 400, 'unsupported_value'],
  ])('explains the refusal of %j', async (body, status, code) => {
    const explained = await explain(gateway.url, body);
    const answered = await chat(gateway.url, body);
    expect(explained.status).toBe(200);
    expect(explained.json.refusal).toEqual({ status, ...answered.json });
    expect(explained.json.refusal?.error.code).toBe(code);
    const [name = ''] = Object.keys(body);
    const told = explained.json.fields.find(({ field }) => field === name);
    expect(told).toMatchObject({ effect: 'refused', note: explained.json.refusal?.error.message });
    expect(answered.status).toBe(status);
  });

  it('previews the exact upstream body and the size of each section of the prompt', async () => {
    const body = { user: 'ben', tools: [clientTool], messages: [{ role: 'user', content: 'What time is it?' }] };
    const { json } = await explain(gateway.url, { ...body, preview: true });
    await chat(gateway.url, body);
    expect(json.preview?.model).toBe('fake/model');
    expect(json.preview?.body).toEqual(JSON.parse(gateway.upstream.lastRequest.raw));
    const system = gateway.upstream.lastRequest.body.messages[0]?.content as string;
    expect(json.preview?.prompt.total.characters).toBe(system.length);
    expect(json.preview?.prompt.sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['identity', 'instructions', 'tools', 'runtime']),
    );
    for (const { characters, estimated_tokens: tokens } of json.preview?.prompt.sections ?? []) {
      expect(tokens).toBeGreaterThan(0);
      expect(tokens).toBeLessThanOrEqual(characters);
    }
    expect(json.preview?.tools.characters).toBeGreaterThan(100);
  });

  it('refuses a preview that is no boolean, a wrong method, and whoever has no credential', async () => {
    expect((await explain(gateway.url, { preview: 'yes' })).status).toBe(400);
    const headers = { authorization: 'Bearer test-token' };
    const wrong = await fetch(`${gateway.url}/v1/explain`, { headers });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await fetch(`${gateway.url}/v1/explain`, { method: 'POST', body: '{}' })).status).toBe(401);
  });

  it('differs in nothing from the run, for many requests', async () => {
    const arbitrary = explainedRequest([clientTool, sameNameTool]);
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ body, headers }) => {
        const { json } = await explain(gateway.url, { ...body, preview: true }, { headers });
        const asked = gateway.upstream.requests.length;
        const answer = await chat(gateway.url, body, { headers });
        if (json.refusal) {
          const { status, ...envelope } = json.refusal;
          expect({ status: answer.status, body: answer.json }).toEqual({ status, body: envelope });
          expect(gateway.upstream.requests.length).toBe(asked);
          return;
        }
        runs += 1;
        expect(answer.status).toBe(200);
        expect(done(answer, gateway.upstream.lastRequest, json.session?.kept)).toEqual(told(json, body));
      }),
      { numRuns: 150 },
    );
    expect(runs).toBeGreaterThan(15);
  });
});
