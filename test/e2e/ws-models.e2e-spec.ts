import { describe, expect, it } from '@jest/globals';
import { TestGateway } from '../support/test-gateway.js';
import { WsClient } from '../support/ws-client.js';

describe('models of a provider that lists none', () => {
  it('are those that agents name, and are probed, also where one cannot be used', async () => {
    const agents = { defaults: { model: 'fake/model' }, list: [{ id: 'main' }, { id: 'other', model: 'gone/x' }] };
    const gateway = await TestGateway.start({ provider: { models: [] }, sections: { agents } });
    try {
      const client = await WsClient.connect(gateway);
      const { models, default: usual } = await client.result('models.list');
      expect([models.map(({ ref }: { ref: string }) => ref), usual]).toEqual([
        ['fake/model', 'builtin/guide'],
        'fake/model',
      ]);
      expect(await client.result('models.probe')).toMatchObject({
        results: [
          { ref: 'fake/model', ok: true },
          { ref: 'gone/x', ok: false, error: expect.stringContaining('There is no provider "gone"') },
          { ref: 'builtin/guide', ok: true },
        ],
      });
    } finally {
      await gateway.close();
    }
  });
});
