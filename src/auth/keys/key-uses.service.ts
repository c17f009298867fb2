import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Clock, type Timer } from '../../common/clock.js';
import { Ids } from '../../common/ids.js';
import { errorReason } from '../../common/system-error.js';
import { keyFiles, stateFiles } from '../../config/state-files.js';
import { StateDirectory } from '../../config/state-directory.js';
import type { Credential } from '../credential.js';
import { parseKeyUses } from './parse-key-uses.js';

/** How much later than it happened a use may be written; nobody needs to know better. */
const coarseMilliseconds = 60_000;

/** Keeps when each named key was used last, for `openclaw token list`. */
@Injectable()
export class KeyUses implements OnApplicationShutdown {
  private readonly logger = new Logger(KeyUses.name);
  private readonly path: string;
  /** By the name of the key, milliseconds since the epoch. */
  private readonly news = new Map<string, number>();
  private timer: Timer | undefined;

  constructor(
    @Inject(StateDirectory) state: StateDirectory,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {
    this.path = state.file(stateFiles.keys, keyFiles.uses);
  }

  note({ kind, namespace }: Credential): void {
    if (kind !== 'key' || namespace === undefined) return;
    this.news.set(namespace, this.clock.now());
    this.timer ??= this.clock.setTimer(coarseMilliseconds, () => this.write());
  }

  onApplicationShutdown(): void {
    this.timer?.cancel();
    this.write();
  }

  private write(): void {
    this.timer = undefined;
    if (this.news.size === 0) return;
    const temporary = `${this.path}-${this.ids.uuid()}`;
    try {
      const uses = { ...this.read(), ...Object.fromEntries(this.news) };
      writeFileSync(temporary, `${JSON.stringify(uses)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.path);
      this.news.clear();
    } catch (error) {
      rmSync(temporary, { force: true });
      this.logger.warn(`When keys were used last could not be written: ${errorReason(error)}.`);
    }
  }

  private read(): Record<string, number> {
    try {
      return parseKeyUses(readFileSync(this.path, 'utf8'));
    } catch {
      // Not there yet; what cannot be read is of no use to anybody either.
      return {};
    }
  }
}
