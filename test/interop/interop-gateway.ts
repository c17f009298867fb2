import { baseConfig, testToken, upstreamConfig } from '../support/create-test-app.js';
import { FakeUpstream } from '../support/fake-upstream.js';
import { GatewayProcess } from '../support/gateway-process.js';
import type { GatewayAddress } from './openclaw-command.js';

/** A built gateway whose agents ask a scripted model. */
export interface InteropGateway {
  upstream: FakeUpstream;
  address: GatewayAddress;
  close(): Promise<void>;
}

export async function startInteropGateway(): Promise<InteropGateway> {
  const upstream = await FakeUpstream.start();
  const config = { ...upstreamConfig(upstream.baseUrl), gateway: baseConfig.gateway };
  const gateway = await GatewayProcess.start({ config });
  return {
    upstream,
    address: { url: `ws://127.0.0.1:${gateway.port}`, port: gateway.port, token: testToken },
    close: async () => {
      await gateway.kill();
      await upstream.close();
    },
  };
}
