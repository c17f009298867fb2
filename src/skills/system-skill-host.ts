import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { isOnPath } from '../common/is-program.js';
import { Environment } from '../config/environment.js';
import type { SkillHost } from './skill-host.port.js';

/** Milliseconds that an answer is kept, because every run asks. */
const keptFor = 10_000;
const maxKept = 1_000;

@Injectable()
export class SystemSkillHost implements SkillHost {
  readonly platform: string = process.platform;
  private readonly answers = new Map<string, { found: boolean; until: number }>();

  constructor(
    private readonly environment: Environment,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  hasProgram(name: string): boolean {
    const now = this.clock.monotonic();
    const known = this.answers.get(name);
    if (known && now < known.until) return known.found;
    const found = isOnPath(name, this.environment.get('PATH') ?? '', this.platform);
    if (this.answers.size >= maxKept) this.answers.clear();
    this.answers.set(name, { found, until: now + keptFor });
    return found;
  }

  hasVariable(name: string): boolean {
    return this.environment.get(name) !== undefined;
  }
}
