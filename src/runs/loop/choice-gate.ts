import type { RunEvent } from '../run-event.js';
import type { DemandedToolChoice } from '../run-request.js';

/**
 * Keeps what a run says from the caller until the model has called a tool of the client as `tool_choice` demands: what it says
 * instead of that call is no answer. Without such a demand everything passes.
 */
export class ChoiceGate {
  private held: RunEvent[] = [];
  private turnStart = 0;
  private open: boolean;

  constructor(private readonly choice: DemandedToolChoice) {
    this.open = choice.type === 'auto';
  }

  get isMet(): boolean {
    return this.open;
  }

  beginTurn(): void {
    this.turnStart = this.held.length;
  }

  /** What of these events, and of those held before, may be shown now. */
  pass(events: readonly RunEvent[]): RunEvent[] {
    this.held.push(...events);
    this.open ||= events.some((event) => this.isMetBy(event));
    return this.open ? this.release() : [];
  }

  /** Forgets what the turn said. */
  discardTurn(): void {
    this.held.length = this.turnStart;
  }

  /** The start of the run, where it is still held: tools of the agent take their time, and somebody may watch them. */
  releaseStart(): RunEvent[] {
    return this.held.at(0)?.type === 'model-start' ? this.held.splice(0, 1) : [];
  }

  /** Everything that is held, for a run that ends without having had the chance to meet the demand. */
  release(): RunEvent[] {
    return this.held.splice(0);
  }

  private isMetBy(event: RunEvent): boolean {
    if (event.type !== 'client-tool-call-start') return false;
    return this.choice.type !== 'tool' || this.choice.name === event.name;
  }
}
