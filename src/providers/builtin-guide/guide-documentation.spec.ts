import { beforeAll, describe, expect, it } from '@jest/globals';
import { modelRequest, user } from '../../../test/support/guide-fixtures.js';
import { guideLibrary, type GuideLibrary } from './guide-library.js';
import { loadGuidePages } from './guide-pages.js';
import { replyTo } from './guide-reply.js';

describe('the guide on the documentation of the package', () => {
  let library: GuideLibrary;

  beforeAll(async () => {
    library = guideLibrary(await loadGuidePages());
  });

  function textFor(question: string): string {
    const reply = replyTo(modelRequest({ messages: [user(question)] }), library);
    return reply.kind === 'text' ? reply.text : JSON.stringify(reply);
  }

  it.each([
    ['how do I change the port', 'Change the port', 'OPENCLAW_GATEWAY_PORT'],
    ['what port does it use', 'Which port does it use', '18789'],
    ['where is the token stored', 'Where is my token', 'gateway-token'],
    ['where is my token', 'Where is my token', 'gateway-token'],
    ['how do I add a second agent', 'Add a second agent', 'agents.list'],
    ['how do I stop the gateway', 'Stop the gateway', 'Ctrl-C'],
    ['which tools are there', 'Which tools are there', 'session_status'],
    ['how do I reset my token', 'Reset or rotate the token', 'Delete the file `gateway-token`'],
    ['how do I make it forget a conversation', 'Forget or delete a conversation', 'sessions.sqlite'],
    ['what models can I use', 'Which models can I use', '<provider>/<model id>'],
    ['where are the logs', 'Where are the logs', 'standard error'],
    ['how do I use my own system prompt', 'Set a system prompt', 'systemPrompt'],
    ['docker', 'Run it in a container', 'OPENCLAW_STATE_DIR'],
    ['Is my data sent anywhere?', 'Is my data sent anywhere', 'no telemetry'],
  ])('answers %j from “%s”', (question, heading, telling) => {
    const text = textFor(question);
    expect(text).toContain(`, “${heading}”:\n\n`);
    expect(text).toContain(telling);
  });

  it('does not know what 2+2 is', () => {
    expect(textFor('What is 2+2?')).toContain('I found nothing about that in the documentation');
  });

  it.each([
    ['How do I connect a model?', 'openai/gpt-5.4-mini'],
    ['How do I connect OpenAI?', 'openai/gpt-5.4-mini'],
    ['set up gpt', 'openai/gpt-5.4-mini'],
    ['How do I connect Ollama?', 'ollama/llama3.3'],
    ['use ollama', 'ollama/llama3.3'],
    ['How can I use Claude?', 'anthropic/claude-sonnet-4-6'],
    ['connect anthropic', 'anthropic/claude-sonnet-4-6'],
  ])('B2: answers %j with one place and one whole file', (question, model) => {
    const text = textFor(question);
    const blocks = text.match(/(?<=```json5\n)[^`]+/g) ?? [];
    expect(blocks).toHaveLength(1);
    expect(blocks[0]).toContain(model);
    expect(blocks[0]).toContain('rateLimit: {}');
    expect(text).toContain('openclaw.json in the state directory');
    expect(text).not.toContain('config/openclaw.json5');
  });
});
