import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chat, says } from '../support/chat.js';
import { text } from '../support/fake-answers.js';
import { postResponse, servingResponses } from '../support/response-request.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { TestGateway } from '../support/test-gateway.js';

/** Far more than the window of the model. */
const long = 'a long story '.repeat(10_000);
const directory = temporaryDirectory();

let gateway: TestGateway;

beforeEach(async () => {
  gateway = await TestGateway.start({
    gateway: servingResponses(),
    provider: { models: [{ id: 'model', contextWindow: 16_000 }] },
  });
  gateway.upstream.handler = ({ lastUserText }) => text(`answer to ${lastUserText.slice(0, 10)}`);
});

afterEach(() => gateway.close());

/** Makes the first turn of every session unreadable, so that whoever reads it fails. */
function spoilFirstTurns(): void {
  const database = new DatabaseSync(join(gateway.stateDir, 'sessions.sqlite'));
  const { changes } = database.prepare(`update turns set input = '[{' || input, output = '[{' where seq = 1`).run();
  database.close();
  expect(changes).toBe(1);
}

/** The conversation that went upstream last, without the system text. */
function conversation(): unknown[] {
  return gateway.upstream.lastRequest.body.messages.slice(1).map(({ content }) => content);
}

describe('a history that is longer than the window of the model', () => {
  it('H8: what does not fit is not even read: messages of a session by its key', async () => {
    const options = { headers: { 'x-openclaw-session-key': 'story' } };
    const say = (words: string) => chat(gateway.url, { messages: [says(words)] }, options);
    await say(long);
    await say('two');
    spoilFirstTurns();
    expect((await say('three')).status).toBe(200);
    expect(conversation()).toEqual(['two', 'answer to two', 'three']);
  });

  it('H6, H8: what does not fit is not even read: a history that its client sends again', async () => {
    const shown: { role: string; content: string }[] = [];
    const say = async (words: string) => {
      shown.push(says(words));
      const { status, json } = await chat(gateway.url, { user: 'ada', messages: shown });
      shown.push(json.choices[0].message);
      return status;
    };
    await say(long);
    await say('two');
    spoilFirstTurns();
    expect(await say('three')).toBe(200);
    expect(conversation()).toEqual(['two', 'answer to two', 'three']);
  });

  it('H8: what does not fit is not even read: a chain of responses', async () => {
    const first = (await postResponse(gateway, { input: long })).body;
    const second = (await postResponse(gateway, { input: 'two', previous_response_id: first.id })).body;
    spoilFirstTurns();
    const third = await postResponse(gateway, { input: 'three', previous_response_id: second.id });
    expect(third.status).toBe(200);
    expect(conversation()).toEqual(['two', 'answer to two', 'three']);
  });

  it('H8: all of it is there again for a model that has room', async () => {
    const options = { headers: { 'x-openclaw-session-key': 'story' } };
    const say = async (window: number, ...words: string[]): Promise<void> => {
      const models = [{ id: 'model', contextWindow: window }];
      const at = await TestGateway.start({ stateDir: directory, provider: { models } });
      at.upstream.handler = ({ lastUserText }) => text(`answer to ${lastUserText.length}`);
      for (const each of words) await chat(at.url, { messages: [says(each)] }, options);
      sent = at.upstream.lastRequest.body.messages.slice(1).map(({ content }) => String(content).length);
      await at.close();
    };
    let sent: number[] = [];
    await say(16_000, long, 'two');
    expect(sent).toEqual([3]);
    await say(128_000, 'three');
    expect(sent).toEqual([long.length, 'answer to 130000'.length, 3, 'answer to 3'.length, 5]);
  });
});
