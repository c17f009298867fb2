import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp } from '../support/create-test-app.js';
import { readPage } from '../support/markdown-blocks.js';

let gateway: TestApp;

// Nothing is configured and nothing is found, as on a fresh machine.
beforeAll(async () => {
  gateway = await createTestApp();
});
afterAll(() => gateway.close());

const ask = (words: string, body: Record<string, unknown> = {}): Promise<ChatAnswer> =>
  chat(gateway.url, { messages: [says(words)], ...body });

const answerTo = async (words: string, body: Record<string, unknown> = {}): Promise<string> =>
  (await ask(words, body)).json.choices[0].message.content;

/** The data of each event of a stream but the last, which has to be `[DONE]`. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the shape of the chunks it looks into
async function streamedChunks(words: string): Promise<any[]> {
  const { text } = await ask(words, { stream: true });
  const events = text.split('\n\n').filter((event) => event.startsWith('data: '));
  expect(events.pop()).toBe('data: [DONE]');
  return events.map((event) => JSON.parse(event.slice('data: '.length)));
}

/** Without the line breaks, which mean nothing in a paragraph. */
const plain = (markdown: string): string => markdown.replace(/\s+/g, ' ').trim();

describe('builtin/guide, the model of a gateway without one', () => {
  it('A1: greets, says that it is no language model, and how to connect one', async () => {
    const { status, json } = await ask('hi');
    expect(status).toBe(200);
    expect(json.choices[0].finish_reason).toBe('stop');
    const { content } = json.choices[0].message;
    expect(content).toMatch(/The gateway works/);
    expect(content).toMatch(/Ollama|OPENAI_API_KEY/);
    expect(await answerTo('What does publicMode do?')).toMatch(/not a language model/);
    expect(json.usage.total_tokens).toBeGreaterThan(0);
  });

  it('answers a question on the documentation with a passage of a page, which it names', async () => {
    const content = await answerTo('What does publicMode do?');
    const [, page = '', section = '', passage = ''] = /^From (\S+\.md), “(.+)”:\n\n(.+)/m.exec(content) ?? [];
    expect(passage.length).toBeGreaterThan(40);
    expect(readPage(page)).toContain(section);
    expect(plain(readPage(page))).toContain(plain(passage));
  });

  it('J3: streams what it says otherwise, in several pieces', async () => {
    const chunks = await streamedChunks('What does publicMode do?');
    const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.delta.content ?? []).filter((piece) => piece !== '');
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(await answerTo('What does publicMode do?'));
    expect(chunks.at(-1).choices[0].finish_reason).toBe('stop');
  });

  it('L2: calls session_status when asked for the time, and tells what it gave', async () => {
    const content = await answerTo('What time is it?');
    expect(content).toMatch(new RegExp(`\\b${new Date().getUTCFullYear()}-\\d\\d-\\d\\d`));
    expect(content).toContain('session_status');
  });

  it('F1: shows the gateway to its owner only', async () => {
    const question = 'Show me the configuration of the gateway.';
    expect(await answerTo(question)).toMatch(/chatCompletions/);
    const refused = await chat(
      gateway.url,
      { messages: [says(question)] },
      { headers: { 'x-openclaw-sender-is-owner': 'false' } },
    );
    expect(refused.status).toBe(200);
    expect(refused.json.choices[0].message.content).toMatch(/for owners only/);
    expect(refused.text).not.toContain('[redacted]');
  });

  it('H2: remembers under `user`, and only there', async () => {
    await answerTo('Remember that my favourite colour is vermilion', { user: 'ada' });
    expect(await answerTo('What is my favourite colour?', { user: 'ada' })).toContain('vermilion');
    expect(await answerTo('What is my favourite colour?', { user: 'bob' })).not.toContain('vermilion');
    expect(await answerTo('What is my favourite colour?')).not.toContain('vermilion');
  });

  it('says honestly that it found nothing', async () => {
    const content = await answerTo('Qwertzuiop asdfghjkl yxcvbnm?');
    expect(content).toMatch(/nothing|not find|no passage/i);
  });
});
