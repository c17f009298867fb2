import { Inject, Injectable, Logger } from '@nestjs/common';
import { abortReason } from '../common/abort.js';
import { Clock } from '../common/clock.js';
import { type Tool, type ToolQuery, type ToolSource, ToolSources } from './tool.port.js';

/** How long a run waits for a source; it goes on without the tools of one that takes longer. */
export const maxWaitMilliseconds = 60_000;

/** The tools of all sources together. A source that fails or hangs costs a run its tools and nothing more. */
@Injectable()
export class SourcedTools {
  private readonly logger = new Logger(SourcedTools.name);

  constructor(
    @Inject(ToolSources) private readonly sources: readonly ToolSource[],
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects only when the signal of the query aborts. */
  async tools(query: ToolQuery): Promise<Tool[]> {
    const found = await Promise.all(this.sources.map((source) => this.toolsOf(source, query)));
    query.signal.throwIfAborted();
    return found.flat();
  }

  private async toolsOf(source: ToolSource, query: ToolQuery): Promise<readonly Tool[]> {
    try {
      return await this.inTime((async () => source.tools(query))(), query.signal);
    } catch (error) {
      if (!query.signal.aborted) this.logger.warn(`A source of tools gave none: ${String(error)}`);
      return [];
    }
  }

  private async inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const { promise: stopped, reject: stop } = Promise.withResolvers<never>();
    const leave = (): void => {
      stop(abortReason(signal));
    };
    const timer = this.clock.setTimer(maxWaitMilliseconds, () => {
      stop(new Error(`it took longer than ${String(maxWaitMilliseconds / 1000)} s`));
    });
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      return await Promise.race([work, stopped]);
    } finally {
      timer.cancel();
      signal.removeEventListener('abort', leave);
    }
  }
}
