import type { LanguageModelV4StreamPart, LanguageModelV4ToolCall } from '@ai-sdk/provider';
import type { ModelEvent } from '../provider.port.js';
import type { ProviderError } from '../provider.errors.js';
import { mapFinishReason } from './map-finish-reason.js';
import { mapUsage } from './map-usage.js';

interface OpenCall {
  index: number;
  /** The arguments that have been passed on so far. */
  written: string;
}

/**
 * Turns the parts of one SDK stream into model events. Nothing follows the first terminal event. `mapError` is given what
 * the SDK says went wrong, and answers undefined for what may be passed over.
 */
export class StreamPartMapper {
  private readonly calls = new Map<string, OpenCall>();
  private ended = false;

  constructor(private readonly mapError: (error: unknown) => ProviderError | undefined) {}

  /** Whether the terminal event is out. */
  get finished(): boolean {
    return this.ended;
  }

  map(part: LanguageModelV4StreamPart): ModelEvent[] {
    if (this.ended) return [];
    switch (part.type) {
      case 'text-delta':
        return part.delta === '' ? [] : [{ type: 'text-delta', text: part.delta }];
      case 'reasoning-delta':
        return part.delta === '' ? [] : [{ type: 'reasoning-delta', text: part.delta }];
      case 'tool-input-start':
        return part.providerExecuted ? [] : this.open(part.id, part.toolName);
      case 'tool-input-delta':
        return this.write(part.id, part.delta);
      case 'tool-call':
        return part.providerExecuted ? [] : this.complete(part);
      case 'finish':
        return this.finish(part);
      case 'error':
        return this.fail(part.error);
      // Of no use here: block borders, and what only the provider's own tools make.
      case 'text-start':
      case 'text-end':
      case 'reasoning-start':
      case 'reasoning-end':
      case 'tool-input-end':
      case 'tool-approval-request':
      case 'tool-result':
      case 'custom':
      case 'file':
      case 'reasoning-file':
      case 'source':
      case 'stream-start':
      case 'response-metadata':
      case 'ping':
      case 'raw':
        return [];
    }
  }

  private open(id: string, name: string): ModelEvent[] {
    if (this.calls.has(id)) return [];
    const index = this.calls.size;
    this.calls.set(id, { index, written: '' });
    return [{ type: 'tool-call-start', index, id, name }];
  }

  private write(id: string, argumentsDelta: string): ModelEvent[] {
    const call = this.calls.get(id);
    if (!call || argumentsDelta === '') return [];
    call.written += argumentsDelta;
    return [{ type: 'tool-call-delta', index: call.index, argumentsDelta }];
  }

  /** The whole call comes after its deltas too; only what they left out is passed on. */
  private complete(part: LanguageModelV4ToolCall): ModelEvent[] {
    const opened = this.open(part.toolCallId, part.toolName);
    const written = this.calls.get(part.toolCallId)?.written ?? '';
    const rest = part.input.startsWith(written) ? part.input.slice(written.length) : '';
    return [...opened, ...this.write(part.toolCallId, rest)];
  }

  private finish(part: Extract<LanguageModelV4StreamPart, { type: 'finish' }>): ModelEvent[] {
    this.ended = true;
    const usage = mapUsage(part.usage);
    const reason = mapFinishReason(part.finishReason, this.calls.size > 0);
    return [
      ...(usage ? [{ type: 'usage' as const, usage }] : []),
      typeof reason === 'string' ? { type: 'finish', reason } : { type: 'error', error: reason },
    ];
  }

  private fail(cause: unknown): ModelEvent[] {
    const error = this.mapError(cause);
    if (!error) return [];
    this.ended = true;
    return [{ type: 'error', error }];
  }
}
