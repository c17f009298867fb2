import type { Ids } from '../../common/ids.js';
import type { Usage } from '../../common/usage.js';
import type { JsonObject } from '../../common/json.js';
import { ProviderError } from '../provider.errors.js';
import type { ModelEvent } from '../provider.port.js';
import { asArray, asObject, asText } from '../json-value.js';
import { mapFinishReason } from './map-finish-reason.js';
import { fromErrorData } from './map-provider-fault.js';
import { mapUsage } from './map-usage.js';
import { reasoningOf, textOfContent } from './message-text.js';
import { ToolCallAssembler } from './tool-call-assembler.js';

/**
 * Turns the JSON of an answer, chunk by chunk or whole, into model events. Once `finished`, the terminal event has been
 * given and nothing more is taken. `response-start` is given with the first chunk that is no error.
 */
export class ChatAnswerReader {
  finished = false;

  private events: ModelEvent[] = [];
  private started = false;
  private finishReason: string | undefined;
  private usage: Usage | undefined;
  private readonly toolCalls: ToolCallAssembler;

  constructor(ids: Ids) {
    this.toolCalls = new ToolCallAssembler(ids);
  }

  /** The events since the last call, possibly none. */
  take(): ModelEvent[] {
    const events = this.events;
    this.events = [];
    return events;
  }

  /** Whether anything but an error has come. */
  get hasStarted(): boolean {
    return this.started;
  }

  /** Whether the provider has said why it stopped, so that a lost connection takes nothing away. */
  get isComplete(): boolean {
    return this.finishReason !== undefined;
  }

  /** One chunk of a stream, or a whole completion, whose message then counts as one delta. */
  read(json: unknown): void {
    if (this.finished) return;
    const chunk = asObject(json);
    if (!chunk) {
      this.fail(new ProviderError('upstream', 'The provider sent an event that is no JSON object.'));
      return;
    }
    const error = chunk.error ?? (chunk.object === 'error' ? chunk : undefined);
    if (error !== undefined) {
      this.fail(fromErrorData(error));
      return;
    }
    this.start();
    this.readUsage(chunk.usage);
    const choice = asObject(asArray(chunk.choices)[0]);
    if (choice) this.readChoice(choice);
  }

  /** The provider has said that the answer is complete. */
  complete(): void {
    if (this.finished) return;
    const fault = this.toolCalls.fault(true);
    if (fault !== undefined) {
      this.fail(new ProviderError('upstream', fault));
      return;
    }
    this.start();
    this.finishReason ??= 'stop';
    if (this.usage) this.events.push({ type: 'usage', usage: this.usage });
    this.events.push({ type: 'finish', reason: mapFinishReason(this.finishReason, this.toolCalls.hasCalls) });
    this.finished = true;
  }

  fail(error: ProviderError): void {
    if (this.finished) return;
    if (this.usage) this.events.push({ type: 'usage', usage: this.usage });
    this.events.push({ type: 'error', error });
    this.finished = true;
  }

  private start(): void {
    if (this.started) return;
    this.started = true;
    this.events.push({ type: 'response-start' });
  }

  /** Some providers count on with every chunk; the last count is the whole. */
  private readUsage(usage: unknown): void {
    const record = asObject(usage);
    if (record) this.usage = mapUsage(record);
  }

  private readChoice(choice: JsonObject): void {
    const delta = asObject(choice.delta) ?? asObject(choice.message);
    if (delta) this.readDelta(delta);
    this.finishReason = asText(choice.finish_reason) ?? this.finishReason;
    if (this.finishReason === 'error') {
      this.fail(new ProviderError('upstream', 'The provider stopped its answer because of an error of its own.'));
    }
  }

  private readDelta(delta: JsonObject): void {
    const reasoning = reasoningOf(delta);
    if (reasoning !== '') this.events.push({ type: 'reasoning-delta', text: reasoning });
    const text = textOfContent(delta.content);
    if (text !== '') this.events.push({ type: 'text-delta', text });
    const refusal = asText(delta.refusal);
    if (refusal !== undefined) this.events.push({ type: 'refusal-delta', text: refusal });
    if (delta.tool_calls !== undefined) this.readToolCalls(delta.tool_calls);
  }

  private readToolCalls(toolCalls: unknown): void {
    const events = this.toolCalls.add(toolCalls);
    const fault = this.toolCalls.fault(false);
    if (fault === undefined) this.events.push(...events);
    else this.fail(new ProviderError('upstream', fault));
  }
}
