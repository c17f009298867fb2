import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A scratch directory with a configuration whose agents `short` and `long` use the fake provider's models of that name.
 * Everything else is left at its default, because that is what most gateways run with.
 */
export function gatewayFiles(provider, token) {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const config = join(directory, 'openclaw.json');
  writeFileSync(
    config,
    JSON.stringify({
      gateway: { auth: { mode: 'token' }, http: { endpoints: { chatCompletions: { enabled: true } } } },
      models: {
        providers: {
          fake: {
            baseUrl: `${provider.origin}/v1`,
            api: 'openai-completions',
            apiKey: 'not-a-real-key',
            models: [{ id: 'short' }, { id: 'long' }],
          },
        },
      },
      agents: {
        defaults: { workspace: join(directory, 'workspace') },
        list: [
          { id: 'short', default: true, model: { primary: 'fake/short' } },
          { id: 'long', model: { primary: 'fake/long' } },
        ],
      },
    }),
  );
  const env = {
    HOME: directory,
    OPENCLAW_CONFIG_PATH: config,
    OPENCLAW_GATEWAY_TOKEN: token,
    OPENCLAW_STATE_DIR: join(directory, 'state'),
  };
  return { directory, env, log: join(directory, 'gateway.log') };
}
