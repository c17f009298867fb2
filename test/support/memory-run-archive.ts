import { portionsInTurns } from '../../src/common/portions.js';
import type { ArchivedRun, RunArchive } from '../../src/runs/journal/run-archive.port.js';
import type { RunRecord } from '../../src/runs/journal/run-record.js';
import type { RunEvent } from '../../src/runs/run-event.js';

/** Keeps runs in memory, and fails or waits when told to. */
export class MemoryRunArchive implements RunArchive {
  readonly runs = new Map<string, { record: RunRecord; events: RunEvent[] }>();
  writes = 0;
  /** What the next writes reject with. */
  failure: Error | undefined;
  private gate: { arrive: () => void; released: Promise<void> } | undefined;

  /** Holds the next write until it is released. */
  hold(): { arrived: Promise<void>; release: () => void } {
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (this.gate = { arrive: resolve, released }));
    return { arrived, release };
  }

  async end(record: RunRecord, events: readonly RunEvent[]): Promise<void> {
    this.writes += 1;
    this.gate?.arrive();
    await this.gate?.released;
    if (this.failure) throw this.failure;
    this.runs.set(record.id, { record, events: [...events] });
  }

  load(id: string): Promise<ArchivedRun | undefined> {
    const run = this.runs.get(id);
    return Promise.resolve(run && { record: run.record, events: this.told(id, run.events) });
  }

  /** Ends early where the run is removed meanwhile, as that on disk does. */
  private async *told(id: string, events: readonly RunEvent[]): AsyncGenerator<RunEvent[]> {
    for await (const some of portionsInTurns(events)) {
      if (!this.runs.has(id)) return;
      if (this.failure) throw this.failure;
      yield some;
    }
  }

  remove(ids: readonly string[]): Promise<void> {
    ids.forEach((id) => this.runs.delete(id));
    return Promise.resolve();
  }

  check(): Promise<void> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve();
  }

  sizes(ids: readonly string[]): Promise<Map<string, number>> {
    const known = ids.flatMap((id) => this.runs.get(id) ?? []);
    return Promise.resolve(new Map(known.map(({ record, events }) => [record.id, events.length])));
  }
}
