import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { AgentResolverService } from '../agents/agent-resolver.service.js';
import { realPath } from '../common/real-path.js';
import { ConfigService } from '../config/config.service.js';
import { environmentSecrets } from '../config/environment-secrets.js';
import { homeOf } from '../config/state-directory.js';
import { WorkspaceLocator } from '../workspace/workspace-locator.service.js';
import { FactSearch } from './fact-search.js';
import type { FactKind, KnownFact } from './known-fact.js';
import { MachineFacts } from './machine-facts.port.js';
import { isTelling } from './telling-facts.js';

/**
 * The facts that must not go out under the configuration in force. They are gathered once for each configuration, and what
 * searches for them is made anew only where they are others.
 */
@Injectable()
export class FactsInForce implements OnModuleInit, OnModuleDestroy {
  private held: FactSearch | undefined;
  private isGathered = false;
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly config: ConfigService,
    private readonly agents: AgentResolverService,
    private readonly workspaces: WorkspaceLocator,
    @Inject(MachineFacts) private readonly machine: MachineFacts,
  ) {}

  onModuleInit(): void {
    this.stopListening = this.config.onChange(() => {
      this.isGathered = false;
    });
  }

  onModuleDestroy(): void {
    this.stopListening?.();
  }

  /** Made when it is first asked for. */
  get search(): FactSearch {
    if (this.held && this.isGathered) return this.held;
    this.held = this.searchFor(this.searched());
    this.isGathered = true;
    return this.held;
  }

  /** Those that are looked for, each value once. */
  searched(): KnownFact[] {
    return this.all().filter((fact) => isTelling(fact) && !this.isAllowed(fact));
  }

  /** Those that are not looked for, because they are too common, or allowed. */
  unsearched(): KnownFact[] {
    return this.all().filter((fact) => !isTelling(fact) || this.isAllowed(fact));
  }

  private searchFor(facts: KnownFact[]): FactSearch {
    return this.held && isDeepStrictEqual(facts, this.held.facts) ? this.held : new FactSearch(facts);
  }

  private all(): KnownFact[] {
    const { environment, stateDirectory, source } = this.config.current;
    const paths = [
      ...this.agents.list().flatMap((agent) => places('workspace', this.workspaces.locate(agent).forFileSystem())),
      ...places('state directory', stateDirectory.path),
      ...('path' in source ? places('configuration file', source.path) : []),
      ...places('home directory', homeOf(environment)),
    ];
    const secrets = [...this.config.secrets(), ...environmentSecrets(environment)];
    const known = [...this.machine.read(), ...paths, ...secrets.map((value) => ({ kind: 'secret' as const, value }))];
    // The first one stays: the values of headers count as secrets, and one that is the host's name is that above all.
    const byValue = new Map(known.toReversed().map((fact) => [fact.value, fact]));
    return [...byValue.values()].reverse().filter(({ value }) => value !== '');
  }

  private isAllowed({ kind, value }: KnownFact): boolean {
    const { allow } = this.config.current.config.gateway.egress;
    return kind !== 'secret' && allow.some((allowed) => allowed.trim().toLowerCase() === value.toLowerCase());
  }
}

/** A directory by its name, and by the one that links lead to. */
function places(kind: FactKind, path: string): KnownFact[] {
  return [path, realPath(path)].map((value) => ({ kind, value }));
}
