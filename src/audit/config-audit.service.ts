import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ConfigService, type ReloadOutcome, sectionNames } from '../config/config.service.js';
import type { AuditEvent } from './audit-event.js';
import { AuditLog } from './audit-log.port.js';

/** Writes down every change of the configuration that was tried while the gateway runs. */
@Injectable()
export class ConfigAudit implements OnModuleDestroy {
  private readonly stopListening: () => void;

  constructor(config: ConfigService, @Inject(AuditLog) audit: AuditLog) {
    this.stopListening = config.onReload((outcome) => {
      const event = toEvent(outcome);
      if (event) audit.record(event);
    });
  }

  onModuleDestroy(): void {
    this.stopListening();
  }
}

/** Nothing of the file goes along but which part is meant: whoever made a mistake may have put a secret in any place. */
function toEvent(outcome: ReloadOutcome): AuditEvent | undefined {
  switch (outcome.outcome) {
    case 'unchanged':
      return undefined;
    case 'applied':
      return { kind: 'config.reloaded', changed: outcome.changed };
    case 'refused': {
      const known = outcome.problems.map(({ path }) => partOf(path));
      return { kind: 'config.refused', problems: outcome.problems.length, parts: [...new Set(known)] };
    }
  }
}

function partOf(path: string): string {
  return sectionNames.find((name) => path === name || path.startsWith(`${name}.`)) ?? 'other';
}
