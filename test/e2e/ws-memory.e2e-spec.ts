import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectGarbage } from '../support/collect-garbage.js';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

describe('what a connected client costs', () => {
  let gateway: TestGateway;
  const upgrades: WeakRef<IncomingMessage>[] = [];

  beforeAll(async () => {
    gateway = await TestGateway.start();
    gateway.app.getHttpServer().on('upgrade', (request: IncomingMessage) => upgrades.push(new WeakRef(request)));
  });
  afterAll(() => gateway.close());

  it('keeps nothing of the request that it came with', async () => {
    const clients = [];
    for (let count = 0; count < 4; count++) clients.push(await WsClient.connect(gateway));
    await new Promise(setImmediate);
    collectGarbage();
    // Whoever hands connections on may still have the last one at hand.
    const kept = upgrades.slice(0, -1).filter((upgrade) => upgrade.deref() !== undefined);
    expect([upgrades.length, kept.length]).toEqual([4, 0]);
    for (const client of clients) expect((await client.request('health')).ok).toBe(true);
  });
});
