import { Logger } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { Live } from './live-config.js';

/** Problems that are logged at once; a directory of something else would bring hundreds. */
const maxTold = 50;
const maxRemembered = 10_000;

/**
 * Looks for what deserves a warning in a configuration that can be used. What is wrong at the start is logged by whoever starts
 * the gateway; what a reload brings is logged here, and nothing is told twice as long as it lasts.
 */
export abstract class ConfigurationCheck implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(this.constructor.name);
  private atStart: readonly string[] = [];
  private told: ReadonlySet<string> = new Set();
  private stopListening: (() => void) | undefined;

  constructor(private readonly config: Pick<Live<unknown>, 'onChange'>) {}

  /** What is wrong now, one line each. */
  protected abstract problems(): readonly string[] | Promise<readonly string[]>;

  async onModuleInit(): Promise<void> {
    this.atStart = await this.problems();
    this.told = new Set(this.atStart);
    this.stopListening = this.config.onChange(() => this.checkAgain());
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** For the configuration that the gateway was started with, one line each. */
  warnings(): string[] {
    return shortened(this.atStart);
  }

  /** Logs those that have not been told yet. */
  tell(problems: readonly string[]): void {
    const news = problems.filter((problem) => !this.told.has(problem));
    if (news.length === 0) return;
    const earlier = this.told.size > maxRemembered ? [] : this.told;
    this.told = new Set([...earlier, ...news]);
    for (const problem of shortened(news)) this.logger.warn(problem);
  }

  private checkAgain(): void {
    this.takeOver().catch((error: unknown) => this.logger.error(`The check failed: ${String(error)}`));
  }

  private async takeOver(): Promise<void> {
    const problems = await this.problems();
    this.tell(problems);
    // What was mended is told again when it comes back.
    this.told = new Set(problems);
  }
}

/** Injection token: all of them. */
export const ConfigurationChecks = Symbol('ConfigurationChecks');
export type ConfigurationChecks = readonly ConfigurationCheck[];

function shortened(problems: readonly string[]): string[] {
  const left = problems.length - maxTold;
  return left > 0 ? [...problems.slice(0, maxTold), `… and ${left} more problems.`] : [...problems];
}
