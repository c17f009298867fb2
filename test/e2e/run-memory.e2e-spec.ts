import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChatOptions, chat, openChat, says } from '../support/chat.js';
import { collectGarbage } from '../support/collect-garbage.js';
import { eventually } from '../support/eventually.js';
import { hang, status } from '../support/fake-answers.js';
import { TestGateway } from '../support/test-gateway.js';

describe('what a run costs when it is over', () => {
  let gateway: TestGateway;
  let requests: WeakRef<IncomingMessage>[];

  beforeAll(async () => {
    gateway = await TestGateway.start();
    gateway.app.getHttpServer().on('request', (request: IncomingMessage) => requests.push(new WeakRef(request)));
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(() => gateway.close());

  /** But the last ones: a connection that is kept open has its last request at hand. */
  function areForgotten(): boolean {
    collectGarbage();
    return requests.slice(0, -3).every((each) => each.deref() === undefined);
  }

  async function leave(index: number): Promise<void> {
    const leaving = new AbortController();
    const options: ChatOptions = { signal: leaving.signal };
    const before = gateway.upstream.requests.length;
    const answer = openChat(gateway.url, { messages: [says(`left ${index}`)] }, options).catch(() => undefined);
    await gateway.upstream.received(before + 1);
    leaving.abort();
    await answer;
  }

  it('J5: keeps nothing of the requests of runs that failed', async () => {
    gateway.upstream.handler = () => status(400);
    for (let index = 0; index < 8; index++) {
      expect((await chat(gateway.url, { messages: [says(`failing ${index}`)] })).status).toBe(502);
    }
    await eventually(areForgotten);
    expect(requests).toHaveLength(8);
  });

  it('J5: keeps nothing of the requests of clients that left', async () => {
    gateway.upstream.handler = hang;
    for (let index = 0; index < 8; index++) await leave(index);
    await eventually(areForgotten);
    expect(requests).toHaveLength(8);
  });
});
