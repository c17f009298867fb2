import { readFileSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Timer } from '../common/clock.js';
import { ConfigService } from './config.service.js';
import { errorReason } from '../common/system-error.js';

/** Editors write a file in several steps; this long after the last one it is read. */
const settleMs = 100;

/**
 * Reloads the configuration when its file is saved. Watches the directory, because editors put a new file in the place
 * of the old one, and compares contents, because a directory reports more than changes of one file.
 */
@Injectable()
export class ConfigWatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ConfigWatcher.name);
  private watcher: FSWatcher | undefined;
  private pending: Timer | undefined;
  private lastSeen: string | undefined;

  constructor(
    @Inject(ConfigService) private readonly config: ConfigService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const { source, text } = this.config.current;
    if (!('path' in source)) return;
    this.lastSeen = text;
    try {
      this.watcher = watch(dirname(source.path), { persistent: false }, (_, name) => this.noticed(name, source.path));
      this.watcher.on('error', (error) => this.giveUp(error));
    } catch (error) {
      this.giveUp(error);
    }
  }

  onApplicationShutdown(): void {
    this.pending?.cancel();
    this.watcher?.close();
  }

  private noticed(name: string | null, path: string): void {
    // `..data` is the link that Kubernetes moves when a mounted ConfigMap changes.
    if (name !== null && name !== basename(path) && !name.startsWith('..data')) return;
    this.pending?.cancel();
    this.pending = this.clock.setTimer(settleMs, () => this.reloadIfChanged(path));
  }

  private reloadIfChanged(path: string): void {
    const content = contentOf(path);
    if (content === this.lastSeen) return;
    this.lastSeen = content;
    this.config.reload();
  }

  private giveUp(error: unknown): void {
    this.watcher?.close();
    this.logger.warn(`The configuration file is not watched (${errorReason(error)}); send SIGHUP after changing it.`);
  }
}

/** Undefined when the file is gone or cannot be read; the reload then says so. */
function contentOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
