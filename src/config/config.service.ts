import { basename } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import type { EffectiveAuth } from './auth-credentials.js';
import type { ConfigProblem } from './config-problem.js';
import { ConfigInvalidError, formatProblem } from './config-problem.js';
import { LiveValue } from './live-value.js';
import type { ListenAddress } from './listen-address.js';
import type { LoadedConfiguration } from './load-configuration.js';
import type { OpenClawConfig } from './openclaw.config.js';
import { publicView } from './public-view.js';
import { redactedConfiguration, secretsOf } from './secrets.js';

export type SectionName = keyof OpenClawConfig;

export const sectionNames: readonly SectionName[] = [
  'gateway',
  'models',
  'agents',
  'tools',
  'skills',
  'mcp',
  'session',
  'logging',
];

/** What a reload did. `changed` names the sections that differ, and `credentials` when those in force do. */
export type ReloadOutcome =
  | { outcome: 'unchanged' }
  | { outcome: 'applied'; changed: readonly string[] }
  | { outcome: 'refused'; problems: readonly ConfigProblem[] };

type LiveSections = { readonly [Name in SectionName]: LiveValue<OpenClawConfig[Name]> };

/** The configuration in force, and the one place that replaces it. */
@Injectable()
export class ConfigService {
  private readonly logger = new Logger(ConfigService.name);
  readonly sections: LiveSections;
  readonly credentials: LiveValue<EffectiveAuth>;
  private readonly whole: LiveValue<LoadedConfiguration>;
  private readonly lastReload = new LiveValue<ReloadOutcome>({ outcome: 'unchanged' });

  constructor(private readonly started: LoadedConfiguration) {
    this.whole = new LiveValue(started);
    this.sections = liveSections(started.config);
    this.credentials = new LiveValue(started.auth);
  }

  /** The configuration as a whole; a reload replaces it. */
  get current(): LoadedConfiguration {
    return this.whole.current;
  }

  /** Tells of a change of any part, when all parts have changed and before the listeners of the parts. Returns what ends it. */
  onChange(listener: (next: LoadedConfiguration) => void): () => void {
    return this.whole.onChange(listener);
  }

  /** Tells what each reload has done, when it is done. Returns what ends it. */
  onReload(listener: (outcome: ReloadOutcome) => void): () => void {
    return this.lastReload.onChange(listener);
  }

  /** Where the gateway was told to listen when it started; a reload does not change it. */
  get listen(): ListenAddress {
    return this.started.listen;
  }

  /** The effective configuration as plain data, every secret replaced by `[redacted]`. */
  redacted(): Record<string, unknown> {
    return redactedConfiguration(this.current);
  }

  /** The effective configuration as a public agent may see it: switches, numbers and words of a fixed choice. */
  publicView(): Record<string, unknown> {
    return publicView(this.current.config);
  }

  /** Every secret string in force, longest first, for masking. */
  secrets(): string[] {
    return secretsOf(this.current);
  }

  /** Reads the file again; never throws. An invalid file changes nothing and is told in the log. */
  reload(): ReloadOutcome {
    const outcome = this.tryReload();
    this.lastReload.set(outcome);
    this.notify([this.lastReload]);
    return outcome;
  }

  private tryReload(): ReloadOutcome {
    try {
      return this.apply(this.current.reload());
    } catch (error) {
      return this.refuse(error);
    }
  }

  private apply(next: LoadedConfiguration): ReloadOutcome {
    const changedSections = sectionNames.filter((name) => !same(this.current.config[name], next.config[name]));
    const credentialsChanged = !same(this.current.auth, next.auth);
    if (changedSections.length === 0 && !credentialsChanged) {
      if (this.lastReload.current.outcome === 'refused')
        this.logger.log(`Configuration${this.place()} can be used again.`);
      return { outcome: 'unchanged' };
    }
    this.whole.set(next);
    changedSections.forEach((name) => setSection(this.sections, name, next.config));
    if (credentialsChanged) this.credentials.set(next.auth);
    // Before anything is logged: whoever masks secrets has to know the new ones.
    this.notify([this.whole]);
    const changed = credentialsChanged ? [...changedSections, 'credentials'] : changedSections;
    this.logger.log(`Configuration reloaded; changed: ${changed.join(', ')}.`);
    this.logAdvice(next);
    this.notify([
      ...changedSections.map((name) => this.sections[name]),
      ...(credentialsChanged ? [this.credentials] : []),
    ]);
    return { outcome: 'applied', changed };
  }

  private refuse(error: unknown): ReloadOutcome {
    const problems = error instanceof ConfigInvalidError ? error.problems : [];
    this.logger.error(
      `Configuration${this.place()} not reloaded, the last good one stays in force; problems: ${String(problems.length)}.`,
    );
    for (const problem of problems) this.logger.error(formatProblem(problem));
    if (problems.length === 0) this.logger.error('Reading the configuration failed.', error);
    return { outcome: 'refused', problems };
  }

  /** The file without its directory: whoever may read the log of a gateway need not know the paths of its host. */
  private place(): string {
    const { source } = this.current;
    return 'path' in source ? ` ${basename(source.path)}` : '';
  }

  private logAdvice(next: LoadedConfiguration): void {
    next.warnings.forEach((warning) => this.logger.warn(warning));
    const { host, port } = next.listen;
    if (host === this.listen.host && port === this.listen.port) return;
    const now = `${this.listen.host}:${String(this.listen.port)}`;
    this.logger.warn(`The gateway still listens on ${now}; restart it to listen on ${host}:${String(port)}.`);
  }

  private notify(values: readonly { notify(): unknown[] }[]): void {
    for (const error of values.flatMap((value) => value.notify())) {
      this.logger.error('A part of the gateway failed to take over the new configuration.', error);
    }
  }
}

function liveSections(config: OpenClawConfig): LiveSections {
  return {
    gateway: new LiveValue(config.gateway),
    models: new LiveValue(config.models),
    agents: new LiveValue(config.agents),
    tools: new LiveValue(config.tools),
    skills: new LiveValue(config.skills),
    mcp: new LiveValue(config.mcp),
    session: new LiveValue(config.session),
    logging: new LiveValue(config.logging),
  };
}

/** A function of its own, because only a type parameter ties the section's value to its name. */
function setSection<Name extends SectionName>(
  sections: LiveSections,
  name: Name,
  config: Pick<OpenClawConfig, Name>,
): void {
  sections[name].set(config[name]);
}

/** Both sides were built by the same reader, so that equal content has equal text, up to the order of free keys. */
function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
