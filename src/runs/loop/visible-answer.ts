import { appendText } from '../../common/append-text.js';
import type { AssistantMessage, ToolCall } from '../../common/conversation.js';
import type { ModelEvent } from '../../providers/provider.port.js';
import type { RunEvent } from '../run-event.js';
import type { TurnAssembler } from './turn-assembler.js';

/**
 * What the caller sees of a run: the text of all turns as one message, and the calls to the client's own tools. Calls to the
 * agent's tools stay inside.
 */
export class VisibleAnswer {
  private text = '';
  private refusal = '';
  private readonly toolCalls: ToolCall[] = [];
  private started = false;
  private turnHasText = false;
  /** Client call number by the index that the model gave the call in this turn. */
  private clientIndexes = new Map<number, number>();
  private before = { text: '', refusal: '', calls: 0, started: false };

  /** `holdText`: text is shown only with `showHeld`, because until a turn ends nobody knows whether it is the final answer. */
  constructor(
    private readonly isClientTool: (name: string) => boolean,
    private readonly holdText: boolean,
  ) {}

  beginTurn(): void {
    this.turnHasText = false;
    this.clientIndexes = new Map();
    this.before = { text: this.text, refusal: this.refusal, calls: this.toolCalls.length, started: this.started };
  }

  /** Forgets what the turn said. */
  discardTurn(): void {
    this.text = this.before.text;
    this.refusal = this.before.refusal;
    this.toolCalls.length = this.before.calls;
    this.started = this.before.started;
  }

  /** The run event that the caller sees for a model event, if any. */
  show(event: ModelEvent, turn: TurnAssembler): RunEvent | undefined {
    switch (event.type) {
      case 'response-start':
        if (this.started) return undefined;
        this.started = true;
        return { type: 'model-start' };
      case 'text-delta':
        return this.holdText ? undefined : this.showText(event.text);
      case 'refusal-delta':
        this.refusal = appendText(this.refusal, event.text);
        return event;
      case 'reasoning-delta':
        return event;
      case 'tool-call-start':
        return this.startCall(event.index, turn.callAt(event.index));
      case 'tool-call-delta':
        return this.continueCall(event.index, event.argumentsDelta);
      case 'usage':
      case 'finish':
      case 'error':
        return undefined;
    }
  }

  /** The held text of the final turn. */
  showHeld(text: string): RunEvent[] {
    const event = this.holdText && text !== '' ? this.showText(text) : undefined;
    return event ? [event] : [];
  }

  message(): AssistantMessage {
    return {
      role: 'assistant',
      text: this.text,
      toolCalls: this.toolCalls,
      ...(this.refusal ? { refusal: this.refusal } : {}),
    };
  }

  private showText(text: string): RunEvent | undefined {
    if (text === '') return undefined;
    const isNewParagraph = !this.turnHasText && this.text !== '';
    this.turnHasText = true;
    const shown = isNewParagraph ? `\n\n${text}` : text;
    this.text = appendText(this.text, shown);
    return { type: 'text-delta', text: shown };
  }

  private startCall(modelIndex: number, call: ToolCall): RunEvent | undefined {
    if (!this.isClientTool(call.name)) return undefined;
    const index = this.toolCalls.length;
    this.clientIndexes.set(modelIndex, index);
    this.toolCalls.push(call);
    return { type: 'client-tool-call-start', index, id: call.id, name: call.name };
  }

  private continueCall(modelIndex: number, argumentsDelta: string): RunEvent | undefined {
    const index = this.clientIndexes.get(modelIndex);
    return index === undefined ? undefined : { type: 'client-tool-call-delta', index, argumentsDelta };
  }
}
