import { join } from 'node:path';
import type { HeldEntry } from './held-entry.js';

/** A directory that a scope gives access to. */
export interface ScopeRoot {
  /** Absolute. */
  path: string;
  /** Else it is one of the readable roots. */
  isWorkspace: boolean;
}

/** A way from a root down to a directory, each directory on it held. Going up is going back, wherever a directory is by now. */
export class Trail {
  private readonly steps: { name: string; held: HeldEntry }[] = [];

  constructor(
    readonly root: ScopeRoot,
    private readonly top: HeldEntry,
  ) {}

  /** Where the trail has come to. */
  get directory(): HeldEntry {
    return this.steps.at(-1)?.held ?? this.top;
  }

  get depth(): number {
    return this.steps.length;
  }

  get names(): string[] {
    return this.steps.map((step) => step.name);
  }

  get isAtWorkspace(): boolean {
    return this.root.isWorkspace && this.depth === 0;
  }

  /** The path of a name in the directory, or of the directory, as the port gives paths. */
  pathOf(name?: string): string {
    const names = name === undefined ? this.names : [...this.names, name];
    return this.root.isWorkspace ? names.join('/') : join(this.root.path, ...names);
  }

  /** The trail closes what it is given. */
  enter(name: string, held: HeldEntry): void {
    this.steps.push({ name, held });
  }

  /** False at the root, above which there is nothing. */
  async leave(): Promise<boolean> {
    const step = this.steps.pop();
    await step?.held.close();
    return step !== undefined;
  }

  async close(): Promise<void> {
    while (await this.leave());
    await this.top.close();
  }
}
