import type { Agent } from 'undici';
import type { Clock } from '../../common/clock.js';
import type { Ids } from '../../common/ids.js';
import type { ProviderConfig } from '../../config/models.config.js';
import type { ModelEvent, ModelProvider, ModelRequest } from '../provider.port.js';
import { AiSdkCall } from './ai-sdk-call.js';
import type { AiSdkApi } from './load-model.js';
import { createDispatcher } from './neutral-fetch.js';

/**
 * Providers that speak an API of their own, through the AI SDK's provider packages. Only the contract of a language
 * model is used (`doStream`), so that retries, time limits and tool calls stay with the gateway.
 */
export class AiSdkProvider implements ModelProvider {
  private readonly api: AiSdkApi;
  private readonly dispatcher: Agent = createDispatcher();

  /** Throws for an API that another adapter speaks. */
  constructor(
    private readonly config: ProviderConfig,
    private readonly deps: { clock: Clock; ids: Ids },
  ) {
    if (config.api !== 'anthropic-messages' && config.api !== 'google-generative-ai') {
      throw new Error(`The AI SDK adapter does not speak ${config.api}.`);
    }
    this.api = config.api;
  }

  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent[]> {
    return { [Symbol.asyncIterator]: () => this.iterate(request, signal) };
  }

  private iterate(request: ModelRequest, signal: AbortSignal): AsyncIterator<ModelEvent[]> {
    const call = new AiSdkCall({ ...this.deps, api: this.api, config: this.config, dispatcher: this.dispatcher });
    const events = call.run(request, signal);
    return {
      next: () => events.next(),
      // A generator hears of `return` only once its pending step is over; the upstream must not wait for that.
      return: () => {
        call.close();
        return events.return();
      },
    };
  }
}
