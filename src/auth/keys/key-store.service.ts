import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../common/clock.js';
import { errorReason } from '../../common/system-error.js';
import { LiveValue } from '../../config/live-value.js';
import { StateDirectory } from '../../config/state-directory.js';
import { keyFilePath, readKeyFile } from './key-file.js';
import type { StoredKey } from './stored-keys.js';

/** Where a file system tells nothing of changes, they are looked for so often. */
const lookMilliseconds = 5_000;

/**
 * The keys of the key file, as it is now. The file is only ever replaced as a whole, so there is nothing to wait for when it
 * changes. One that cannot be read changes nothing, and the log says so; at the start there are no keys then.
 */
@Injectable()
export class KeyStore implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(KeyStore.name);
  private readonly path: string;
  private readonly live: LiveValue<readonly StoredKey[]>;
  private lastProblem: string | undefined;
  private watcher: FSWatcher | undefined;
  private timer: Timer | undefined;

  constructor(
    @Inject(StateDirectory) state: StateDirectory,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    this.path = keyFilePath(state.path);
    this.live = new LiveValue<readonly StoredKey[]>(this.read() ?? []);
  }

  onModuleInit(): void {
    try {
      const directory = dirname(this.path);
      mkdirSync(directory, { mode: 0o700, recursive: true });
      this.watcher = watch(directory, { persistent: false }, () => this.look());
      this.watcher.on('error', (error) => this.giveUp(error));
    } catch (error) {
      this.giveUp(error);
    }
    this.look();
    this.lookLater();
  }

  onApplicationShutdown(): void {
    this.watcher?.close();
    this.timer?.cancel();
  }

  get keys(): readonly StoredKey[] {
    return this.live.current;
  }

  /** Returns what ends it. */
  onChange(listener: () => void): () => void {
    return this.live.onChange(listener);
  }

  private lookLater(): void {
    this.timer = this.clock.setTimer(lookMilliseconds, () => {
      this.look();
      this.lookLater();
    });
  }

  private look(): void {
    const keys = this.read();
    if (!keys || JSON.stringify(keys) === JSON.stringify(this.keys)) return;
    this.live.set(keys);
    this.logger.log('The named keys have changed.');
    for (const error of this.live.notify())
      this.logger.error('A part of the gateway failed to take the keys over.', error);
  }

  /** Undefined where the file cannot be read. */
  private read(): StoredKey[] | undefined {
    try {
      const keys = readKeyFile(this.path);
      this.lastProblem = undefined;
      return keys;
    } catch (error) {
      const problem = errorReason(error);
      if (problem !== this.lastProblem) this.logger.error(problem);
      this.lastProblem = problem;
      return undefined;
    }
  }

  private giveUp(error: unknown): void {
    this.watcher?.close();
    this.logger.warn(`The key file is not watched (${errorReason(error)}); changes are seen after some seconds.`);
  }
}
