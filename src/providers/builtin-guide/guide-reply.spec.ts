import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import JSON5 from 'json5';
import { guidePages, modelRequest, user } from '../../../test/support/guide-fixtures.js';
import type { ModelRequest } from '../provider.port.js';
import { guideLibrary } from './guide-library.js';
import { replyTo } from './guide-reply.js';

const library = guideLibrary(guidePages);

function textFor(question: string, overrides: Partial<ModelRequest> = {}, from = library) {
  const reply = replyTo(modelRequest({ messages: [user(question)], ...overrides }), from);
  return reply.kind === 'text' ? reply.text : JSON.stringify(reply);
}

describe(replyTo.name, () => {
  it('quotes the passage with its page, and other places', () => {
    expect(textFor('How do I start the gateway?')).toContain(
      'From README.md, “Quick start”:\n\nRun it:\n\n```bash\n# start the gateway\nnpm ci && npm start\n```',
    );
    expect(textFor('What does public mode do?')).toContain('From docs/security.md, “Public agents”:');
    expect(textFor('gateway')).toContain('See also: ');
  });

  it.each([
    'hi',
    'What does publicMode do?',
    'capital of France',
    'connect a model',
    'what time is it',
    'What did I say?',
  ])('says that no language model speaks, for %j', (question) => {
    expect(textFor(question)).toContain('I am the built-in guide, not a language model');
  });

  it('A1: welcomes with the way of the request, and how to connect a model', () => {
    const text = textFor('hi');

    expect(text).toContain('your request went through authentication, the agent, a session and back');
    expect(text).toContain("agents: { defaults: { model: 'openai/gpt-5.4-mini' } }");
    expect(text).toContain('openclaw.json in the state directory');
  });

  it.each(['thanks', 'who are you'])('is brief for %j', (question) => {
    expect(textFor(question)).not.toContain('Hello!');
    expect(textFor(question).length).toBeLessThan(300);
  });

  it('explains how to connect a model, and quotes what the documentation has on it', () => {
    const text = textFor('How do I connect Ollama?');

    expect(text).toContain("agents: { defaults: { model: 'ollama/llama3.3' } }");
    expect(text).not.toContain('gpt-');
    expect(textFor('How do I connect OpenAI?')).toContain("apiKey: '${OPENAI_API_KEY:-}'");
    expect(text).toContain('From README.md, “Connect Ollama”:');
    expect(textFor('How do I connect Ollama?', {}, guideLibrary([]))).toContain('127.0.0.1:11434');
  });

  it.each(['hi', 'connect a model', 'connect Ollama'])('B2: gives one whole file for %j', (question) => {
    const blocks = textFor(question).match(/(?<=```json5\n)[^`]+/g) ?? [];
    expect(blocks).toHaveLength(1);
    const config = JSON5.parse<{ models: { providers: object }; agents: { defaults: { model: string } } }>(
      blocks.join(''),
    );
    expect(Object.keys(config.models.providers)).toEqual([config.agents.defaults.model.split('/')[0]]);
    expect(config).toMatchObject({
      gateway: { auth: { rateLimit: {} }, http: { endpoints: { chatCompletions: { enabled: true } } } },
    });
  });

  it('says that it found nothing, and where to look', () => {
    expect(textFor('capital of France')).toContain(
      'I found nothing about that in the documentation. These pages might be near it:\n\n- OpenClaw gateway (README.md)\n- Security (docs/security.md)',
    );
  });

  it('works without any documentation, and says so', () => {
    expect(textFor('sandbox', {}, guideLibrary([]))).toContain('I found no documentation');
  });

  it('I4: answers a json_object with the answer and its page', () => {
    const responseFormat = { type: 'json_object' } as const;

    expect(JSON.parse(textFor('sandbox', { responseFormat }))).toEqual({
      answer: expect.stringContaining('It is not a sandbox.'),
      page: 'docs/security.md',
    });
    expect(JSON.parse(textFor('hi', { responseFormat }))).toEqual({ answer: expect.any(String), page: null });
  });

  it('I4: fills a json_schema, the answer in its first string', () => {
    const properties = { score: { type: 'number' }, reply: { type: 'string' } };
    const schema = { type: 'object', properties, required: ['score', 'reply'], additionalProperties: false };

    expect(JSON.parse(textFor('sandbox', { responseFormat: { type: 'json_schema', name: 'x', schema } }))).toEqual({
      score: 0,
      reply: expect.stringContaining('It is not a sandbox.'),
    });
    expect(textFor('hi', { responseFormat: { type: 'json_schema', name: 'x' } })).toBe('{}');
  });

  it('stops before the earliest stop sequence', () => {
    const options = { stop: ['', 'works', 'gateway'] };

    expect(replyTo(modelRequest({ options }), library)).toEqual({ kind: 'text', text: 'Hello! The ', finish: 'stop' });
  });

  it('ends at the token limit with the reason length', () => {
    const reply = replyTo(modelRequest({ options: { maxOutputTokens: 2 } }), library);

    expect(reply).toEqual({ kind: 'text', text: 'Hello! T', finish: 'length' });
  });

  it('is a beginning of the whole answer under any limit, and whole above it', () => {
    const whole = textFor('hi');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.option(fc.constantFrom('Ollama', '\n', 'zzz')), (maxOutputTokens, stop) => {
        const options = { maxOutputTokens, ...(stop === null ? {} : { stop: [stop] }) };
        const reply = replyTo(modelRequest({ options }), library);
        const text = reply.kind === 'text' ? reply.text : '';
        expect(whole.startsWith(text)).toBe(true);
        expect(text.length).toBeLessThanOrEqual(maxOutputTokens * 4);
        expect(stop !== null && text.includes(stop)).toBe(false);
      }),
    );
  });

  it('G6: names no absolute path', () => {
    for (const question of ['hi', 'sandbox', 'connect a model', 'nothing at all like that']) {
      expect(textFor(question)).not.toMatch(/(?:^|[\s"'`(])(?:\/(?:home|root|work|tmp|usr|Users)\/|[A-Z]:\\)/);
    }
  });
});
