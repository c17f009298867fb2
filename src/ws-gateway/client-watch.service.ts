import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { KeyRing } from '../auth/keys/key-ring.service.js';
import { Clock } from '../common/clock.js';
import { AuthCredentials } from '../config/auth-credentials.js';
import { closeCodes } from '../gateway-protocol/close-codes.js';
import { Heartbeat } from './heartbeat.js';
import type { WatchedClient } from './watched-client.js';

/** Sees to it that the clients of all doors are still there, and that what let them in still holds. One timer pings all of them. */
@Injectable()
export class ClientWatch implements OnModuleInit, OnModuleDestroy {
  private readonly clients = new Set<WatchedClient>();
  private heartbeat: Heartbeat | undefined;
  private stopListening: (() => void)[] = [];

  constructor(
    @Inject(AuthCredentials) private readonly credentials: AuthCredentials,
    private readonly keys: KeyRing,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.stopListening = [
      this.credentials.onChange(() => turnAway(this.clients)),
      this.keys.onChange(() => turnAway(this.withChangedKeys())),
    ];
    this.heartbeat = new Heartbeat(this.clock, () => {
      for (const client of this.clients) client.ping();
    });
  }

  onModuleDestroy(): void {
    this.stopListening.forEach((stop) => stop());
    this.heartbeat?.stop();
  }

  add(client: WatchedClient): void {
    this.clients.add(client);
  }

  /** Its connection has ended. */
  remove(client: WatchedClient): void {
    this.clients.delete(client);
  }

  /** Those whose key was revoked, has expired or allows something else by now. */
  private withChangedKeys(): WatchedClient[] {
    return [...this.clients].filter(({ credential }) => this.keys.standing(credential) !== 'current');
  }
}

/** They may come again with what is right by now. */
function turnAway(clients: Iterable<WatchedClient>): void {
  for (const client of clients) client.close(closeCodes.policyViolation, 'credentials changed');
}
