import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChatAnswer, chat, says } from '../support/chat.js';
import { type TestApp, createTestApp, upstreamConfig } from '../support/create-test-app.js';
import { cutAfter, status, text } from '../support/fake-answers.js';
import type { Answer } from '../support/fake-exchange.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { freePorts } from '../support/free-ports.js';

const wrongKey = status(401, { message: 'Incorrect API key provided: not-a-real-key', type: 'invalid_request_error' });
const unknownModel = status(404, { message: 'The model `model` does not exist' });
const tooFast = status(429, { message: 'Slow down', retryAfter: 7 });
const down = status(503, { message: 'Overloaded' });

let upstream: FakeUpstream;
let gateway: TestApp;

/** The fake provider, one that nobody answers for, and agents that lead to no provider at all. */
function configuration(nobodyPort: number): Record<string, unknown> {
  const base = upstreamConfig(upstream.baseUrl);
  const { fake } = (base['models'] as { providers: Record<string, object> }).providers;
  return {
    ...base,
    models: {
      providers: {
        fake: { ...fake, maxRetries: 0 },
        gone: { baseUrl: `http://127.0.0.1:${nobodyPort}/v1`, maxRetries: 0 },
      },
    },
    agents: {
      defaults: { model: 'fake/model' },
      list: [
        { id: 'main', default: true },
        { id: 'front-desk', publicMode: true },
        { id: 'unreachable', model: 'gone/model' },
        { id: 'unreachable-public', model: 'gone/model', publicMode: true },
        { id: 'misspelt', model: 'fak/model' },
        { id: 'safe', model: { primary: 'gone/model', fallbacks: ['fake/model'] } },
      ],
    },
  };
}

beforeAll(async () => {
  upstream = await FakeUpstream.start();
  const [nobody] = await freePorts(1);
  gateway = await createTestApp({ config: configuration(nobody) });
});
afterEach(() => upstream.reset());
afterAll(async () => {
  await Promise.all([upstream.close(), gateway.close()]);
});

const ask = (agent: string, body: Record<string, unknown> = {}): Promise<ChatAnswer> =>
  chat(gateway.url, { model: `openclaw:${agent}`, ...body });

/** What the provider was shown of a conversation: role and text, without the system message. */
const shownTurns = (): string[] =>
  upstream.lastRequest.body.messages
    .filter(({ role }) => role !== 'system')
    .map(({ role, content }) => `${role}: ${typeof content === 'string' ? content : JSON.stringify(content)}`);

interface Trouble {
  title: string;
  answer: Answer;
  status: number;
  code: string;
  /** In the message for an agent of the house. */
  told: RegExp;
  /** In the message for a public agent. */
  toldStrangers: RegExp;
  retry: string | null;
}

const troubles: Trouble[] = [
  {
    title: 'a provider key that is wrong',
    answer: wrongKey,
    status: 502,
    code: 'upstream_error',
    told: /refused the gateway's credential.*Check models\.providers\.fake\.apiKey/,
    toldStrangers: /The operator of the gateway finds the reason in its log/,
    retry: 'false',
  },
  {
    title: 'a model that the provider does not have',
    answer: unknownModel,
    status: 502,
    code: 'upstream_error',
    told: /model fake\/model.*Check the model id.*does not exist/,
    toldStrangers: /The operator of the gateway finds the reason in its log/,
    retry: 'false',
  },
  {
    title: 'a provider that limits the rate',
    answer: tooFast,
    status: 429,
    code: 'rate_limit_exceeded',
    told: /limits the rate.*Try again later.*fallback model.*Slow down/,
    toldStrangers: /limits the rate of requests\. Try again later/,
    retry: null,
  },
  {
    title: 'a provider that is down',
    answer: down,
    status: 502,
    code: 'upstream_error',
    told: /The model provider failed.*Try again later.*Overloaded/,
    toldStrangers: /The model provider failed\. Try again later/,
    retry: null,
  },
];

describe('trouble with a provider', () => {
  it.each(troubles)('K2, K5: $title is an error status with what to do, streamed or not', async (trouble) => {
    for (const stream of [false, true]) {
      upstream.script(trouble.answer);
      const answer = await ask('main', { stream });
      expect(answer.status).toBe(trouble.status);
      expect(answer.json.error).toMatchObject({ code: trouble.code, param: null });
      expect(answer.json.error.message).toMatch(trouble.told);
      expect(answer.text).not.toContain('not-a-real-key');
      expect(answer.headers.get('x-should-retry')).toBe(trouble.retry);
    }
  });

  it.each(troubles)('K5, G6: $title tells the caller of a public agent no name and no words of it', async (trouble) => {
    upstream.script(trouble.answer);
    const { json, status: code } = await ask('front-desk');
    expect(code).toBe(trouble.status);
    expect(json.error.message).toMatch(trouble.toldStrangers);
    expect(json.error.message).not.toMatch(/fake|Incorrect|exist|Slow|Overloaded|models\.providers/);
  });

  it('K5: Retry-After of the provider reaches the client', async () => {
    upstream.script(tooFast);
    expect((await ask('main')).headers.get('retry-after')).toBe('7');
  });

  it('K2: a provider that cannot be reached is 502 with the key to check, and no address', async () => {
    const [house, stranger] = [await ask('unreachable'), await ask('unreachable-public')];
    expect([house.status, stranger.status]).toEqual([502, 502]);
    expect(house.json.error.code).toBe('upstream_error');
    expect(house.json.error.message).toMatch(
      /could not be reached.*Check that it runs, and models\.providers\.gone\.baseUrl/,
    );
    expect(stranger.json.error.message).toBe('The model provider could not be reached. Try again later.');
    expect(house.text + stranger.text).not.toMatch(/127\.0\.0\.1|ECONNREFUSED/);
  });

  it('K5: a fallback model answers where there is one', async () => {
    upstream.script(text('from the fallback'));
    const answer = await ask('safe');
    expect(answer.json.choices[0].message.content).toBe('from the fallback');
  });

  it('K2: the model of an agent leads nowhere: 500, and the log says what to correct', async () => {
    const answer = await ask('misspelt');
    expect(answer.status).toBe(500);
    expect(answer.json.error).toMatchObject({ code: 'model_not_configured', type: 'server_error' });
    expect(answer.json.error.message).toMatch(/not configured.*gateway's log what to correct/);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    const logged = gateway.logLines.findLast((line) => line.includes('"level":"warn"'));
    expect(logged).toMatch(/no provider \\"fak\\" in models\.providers; there are: .*fake/);
  });
});

describe('what is lost by it', () => {
  it.each(troubles)('H7, I2: $title: the earlier turns are kept, the failed one is not', async ({ title, answer }) => {
    const user = `user of ${title}`;
    upstream.script(text('first answer'), answer, text('third answer'));
    await ask('main', { user, messages: [says('first')] });
    const failed = await ask('main', { user, messages: [says('second')] });
    expect(failed.status).toBeGreaterThanOrEqual(400);
    const third = await ask('main', { user, messages: [says('third')] });
    expect(third.status).toBe(200);
    expect(shownTurns()).toEqual(['user: first', 'assistant: first answer', 'user: third']);
  });

  it('J4, H7: an answer that breaks off is an error in the stream and no turn of the session', async () => {
    const user = 'user of a broken stream';
    upstream.script(text('first answer'), cutAfter(2), text('third answer'));
    await ask('main', { user, messages: [says('first')] });
    const broken = await ask('main', { user, messages: [says('second')], stream: true });
    const events = broken.text.split('\n\n').filter((event) => event !== '');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(JSON.parse((events.at(-2) ?? '').slice('data: '.length)).error).toMatchObject({ code: 'upstream_error' });
    expect(broken.text).not.toContain('"finish_reason":"stop"');
    await ask('main', { user, messages: [says('third')] });
    expect(shownTurns()).toEqual(['user: first', 'assistant: first answer', 'user: third']);
  });
});
