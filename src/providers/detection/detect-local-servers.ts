import { ModelConfig, ProviderConfig } from '../../config/models.config.js';
import type { FoundProvider } from './found-provider.js';
import type { LocalServerProbe } from '../local-server-probe.port.js';

/** A server that is there answers at once; nobody waits longer for one that is not. */
const probeMilliseconds = 300;

const localServers = [
  { name: 'ollama', title: 'Ollama', port: 11_434 },
  { name: 'lmstudio', title: 'LM Studio', port: 1_234 },
  { name: 'llamacpp', title: 'llama-server', port: 8_080 },
  { name: 'vllm', title: 'vLLM', port: 8_000 },
] as const;

/** Local servers list these among their models, and none of them can hold a conversation. */
const notForChat = /embed|rerank|whisper|\btts\b|^bge-|^all-minilm/i;

/** Asks the usual ports of this machine all at once, except `ownPort`, which is the gateway's. */
export async function detectLocalServers(probe: LocalServerProbe, ownPort: number): Promise<FoundProvider[]> {
  const candidates = localServers.filter(({ port }) => port !== ownPort);
  const found = await Promise.all(candidates.map((server) => detect(server, probe)));
  return found.flatMap((one) => one ?? []);
}

async function detect(
  { name, title, port }: (typeof localServers)[number],
  probe: LocalServerProbe,
): Promise<FoundProvider | undefined> {
  const origin = `http://127.0.0.1:${port}`;
  const ids = await probe.probe(`${origin}/v1`, probeMilliseconds);
  if (!ids) return undefined;
  const models = ids.map((id) => Object.assign(new ModelConfig(), { id }));
  return {
    name,
    config: Object.assign(new ProviderConfig(), { baseUrl: `${origin}/v1`, models }),
    modelId: ids.find((id) => !notForChat.test(id)),
    description: `${title} at ${origin} with ${ids.length} ${ids.length === 1 ? 'model' : 'models'}`,
  };
}
