import { appendText } from '../../common/append-text.js';
import type { AssistantMessage, FinishReason, ToolCall } from '../../common/conversation.js';
import { type Usage, noUsage } from '../../common/usage.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import { ProviderError } from '../../providers/provider.errors.js';

export interface CompletedTurn {
  message: AssistantMessage;
  finishReason: FinishReason;
}

/** Tool calls that one answer may hold; a model that asks for more has lost its way. */
const maxCalls = 128;

/** Puts one answer of a model together from its events. */
export class TurnAssembler {
  private text = '';
  private refusal = '';
  private reasoning = '';
  private readonly calls = new Map<number, ToolCall>();
  private counted: Usage = noUsage;
  private finishReason: FinishReason | undefined;
  private begun = false;

  /** Throws the `ProviderError` of an error event. */
  add(event: ModelEvent): void {
    switch (event.type) {
      case 'response-start':
        this.begun = true;
        return;
      case 'text-delta':
        this.text = appendText(this.text, event.text);
        return;
      case 'refusal-delta':
        this.refusal = appendText(this.refusal, event.text);
        return;
      case 'reasoning-delta':
        this.reasoning = appendText(this.reasoning, event.text);
        return;
      case 'tool-call-start':
        if (this.calls.size >= maxCalls)
          throw new ProviderError('upstream', `The model made over ${maxCalls} tool calls.`);
        this.calls.set(event.index, { id: event.id, name: event.name, arguments: '' });
        return;
      case 'tool-call-delta':
        this.continueCall(this.callAt(event.index), event.argumentsDelta);
        return;
      case 'usage':
        this.counted = event.usage;
        return;
      case 'finish':
        this.finishReason = event.reason;
        return;
      case 'error':
        throw event.error;
    }
  }

  callAt(index: number): ToolCall {
    const call = this.calls.get(index);
    if (!call) throw new ProviderError('upstream', `The provider sent arguments for an unknown tool call ${index}.`);
    return call;
  }

  /** Whether the provider has begun to answer. */
  get hasBegun(): boolean {
    return this.begun;
  }

  get isFinished(): boolean {
    return this.finishReason !== undefined;
  }

  /** As far as the provider has counted. */
  get usage(): Usage {
    return this.counted;
  }

  /** How long all that the model has said is. */
  get characters(): number {
    const inCalls = [...this.calls.values()].reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
    return this.text.length + this.refusal.length + this.reasoning.length + inCalls;
  }

  /** The whole turn. Throws when the model never finished it. */
  complete(): CompletedTurn {
    if (!this.finishReason) throw new ProviderError('cut', 'The answer of the provider broke off.');
    const message: AssistantMessage = {
      role: 'assistant',
      text: this.text,
      toolCalls: [...this.calls.values()],
      ...(this.refusal ? { refusal: this.refusal } : {}),
      ...(this.reasoning ? { reasoning: this.reasoning } : {}),
    };
    return { message, finishReason: this.finishReason };
  }

  private continueCall(call: ToolCall, delta: string): void {
    call.arguments = appendText(call.arguments, delta);
  }
}
