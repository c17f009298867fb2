import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunksOfModel } from '../servers/answers.mjs';

const models = Object.keys(chunksOfModel);

/**
 * A scratch directory with a configuration whose agents use the fake provider's models of their name.
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
            models: models.map((id) => ({ id })),
          },
        },
      },
      agents: {
        defaults: { workspace: join(directory, 'workspace') },
        list: models.map((id, index) => ({ id, default: index === 0, model: { primary: `fake/${id}` } })),
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
