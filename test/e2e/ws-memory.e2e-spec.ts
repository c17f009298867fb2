import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectGarbage } from '../support/collect-garbage.js';
import { eventually } from '../support/eventually.js';
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
    expect(upgrades).toHaveLength(4);
    await eventually(() => {
      collectGarbage();
      // Whoever hands connections on may still have the last one at hand.
      return upgrades.slice(0, -1).every((upgrade) => upgrade.deref() === undefined);
    });
    for (const client of clients) expect((await client.request('health')).ok).toBe(true);
  });
});
