import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../common/clock.js';
import { RunJournal } from '../../runs/journal/run-journal.service.js';
import type { RunLog } from '../../runs/journal/run-log.js';
import type { RunEvent } from '../../runs/run-event.js';
import { EventHub } from './event-hub.service.js';
import { type NarratedEvent, RunNarrator } from './run-narrator.js';

/**
 * Milliseconds over which pieces of text are gathered: each event carries the whole text so far, so the longer that is, the
 * fewer there are.
 */
function gatherMilliseconds(characters: number): number {
  return Math.max(100, Math.round(characters / 2_000));
}

interface NarratedRun {
  narrator: RunNarrator;
  /** Under way while text is held back, or has just been sent. */
  pause?: Timer | undefined;
}

/** Tells all operators live what every run says, whoever started it. */
@Injectable()
export class RunBroadcast implements OnModuleInit, OnModuleDestroy {
  private readonly narrated = new Map<string, NarratedRun>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly journal: RunJournal,
    private readonly hub: EventHub,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.journal.onEvents((log, events) => this.tell(log, events));
  }

  onModuleDestroy(): void {
    this.stopListening?.();
    for (const { pause } of this.narrated.values()) pause?.cancel();
  }

  private tell(log: RunLog, events: readonly RunEvent[]): void {
    if (this.hub.hasReaders) this.narrate(log, events);
    else this.forget(log.id);
    if (!log.hasEnded) return;
    this.forget(log.id);
    // A run that came to its end has written its turn; of any other nothing is stored.
    const { sessionKey, sessionKept, status } = log.record;
    if (sessionKept && status === 'completed') this.hub.sessionChanged(sessionKey, 'turn');
  }

  private narrate(log: RunLog, events: readonly RunEvent[]): void {
    const run = this.narrated.get(log.id) ?? this.begin(log, events);
    this.publish(run.narrator.tell(events));
    if (!run.pause) this.flush(run);
  }

  /** Whoever comes late has missed the beginning, which the text so far needs. */
  private begin(log: RunLog, events: readonly RunEvent[]): NarratedRun {
    const narrator = new RunNarrator(log.record, () => this.clock.now());
    const { first, events: all } = log.read(0);
    const earlier = all.slice(0, Math.max(0, log.end - first - events.length));
    if (earlier.length > 0) {
      narrator.tell(earlier);
      narrator.flush();
    }
    const run = { narrator };
    this.narrated.set(log.id, run);
    return run;
  }

  /** Sends what is held back, and lets the next text wait for a moment. */
  private flush(run: NarratedRun): void {
    if (!run.narrator.holdsText) return;
    this.publish(run.narrator.flush());
    run.pause = this.clock.setTimer(gatherMilliseconds(run.narrator.toldCharacters), () => {
      run.pause = undefined;
      this.flush(run);
    });
  }

  private publish(events: readonly NarratedEvent[]): void {
    for (const { event, payload } of events) this.hub.publish(event, payload);
  }

  private forget(id: string): void {
    this.narrated.get(id)?.pause?.cancel();
    this.narrated.delete(id);
  }
}
