import type { ProviderConfig } from '../../config/models.config.js';
import type { ModelRequest } from '../provider.port.js';
import { loadModel, type AiSdkApi } from './load-model.js';
import { toCallOptions } from './to-call-options.js';

/** The body that the SDK would send: it is let go as far as its `fetch`, which keeps the body and sends nothing. */
export async function previewBody(api: AiSdkApi, config: ProviderConfig, request: ModelRequest): Promise<unknown> {
  let body: unknown;
  const model = await loadModel(api, config, request.model, {
    fetch: (_input, init) => {
      body = init?.body;
      return Promise.reject(new Error('A preview sends nothing.'));
    },
    generateId: () => 'call_preview',
  });
  try {
    await model.doStream(toCallOptions(api, request, new AbortController().signal));
  } catch (error) {
    if (body === undefined) throw error;
  }
  return typeof body === 'string' ? JSON.parse(body) : undefined;
}
