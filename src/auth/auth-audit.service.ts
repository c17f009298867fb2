import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { AuditDoor } from '../audit/audit-event.js';
import { AuditLog } from '../audit/audit-log.port.js';
import { Clock, type Timer } from '../common/clock.js';
import { OwnerAssertionError } from './assertion/owner-assertion.error.js';
import { AuthLockedOutError, UnauthorizedError } from './auth.errors.js';
import type { ClientAddress } from './client-address.js';
import { FailureLines } from './failure-lines.js';

const minute = 60_000;

/** Who tried to come in, and by which door. */
export interface Visitor {
  client: ClientAddress;
  door: AuditDoor;
}

/** Writes down who was not let in. Of many failures within a minute only the number; a lockout always has its line. */
@Injectable()
export class AuthAudit implements BeforeApplicationShutdown {
  private readonly lines = new FailureLines();
  private since = 0;
  private timer: Timer | undefined;

  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** `credential` is the id of what was presented, where that is known. */
  failed({ client, door }: Visitor, error: unknown, credential?: string): void {
    this.beginMinute();
    if (!this.lines.admits(client.key)) return;
    const known = credential === undefined ? {} : { credential };
    this.audit.record({ kind: 'auth.failed', client: client.address, door, reason: reasonOf(error), ...known });
  }

  lockedOut({ client, door }: Visitor, seconds: number): void {
    this.audit.record({ kind: 'auth.locked-out', client: client.key, door, seconds });
  }

  beforeApplicationShutdown(): void {
    this.endMinute();
  }

  private beginMinute(): void {
    if (this.timer) return;
    this.since = this.clock.now();
    this.timer = this.clock.setTimer(minute, () => this.endMinute());
  }

  private endMinute(): void {
    this.timer?.cancel();
    this.timer = undefined;
    const since = new Date(this.since).toISOString();
    for (const { source, count } of this.lines.settle())
      this.audit.record({
        kind: 'auth.failed-more',
        ...(source === undefined ? {} : { client: source }),
        count,
        since,
      });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof UnauthorizedError) return error.reason;
  if (error instanceof OwnerAssertionError) return `assertion-${error.fault}`;
  return error instanceof AuthLockedOutError ? 'locked-out' : 'undecided';
}
