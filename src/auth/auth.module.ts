import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { OwnerAssertions } from './assertion/owner-assertions.service.js';
import { AuthAudit } from './auth-audit.service.js';
import { AuthGuard } from './auth.guard.js';
import { AuthenticationService } from './authentication.service.js';
import { CredentialsService } from './credentials.service.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { FailedAuthStorage } from './failed-auth-storage.port.js';
import { KeyRing } from './keys/key-ring.service.js';
import { KeyStore } from './keys/key-store.service.js';
import { KeyUses } from './keys/key-uses.service.js';
import { KeyLimits } from './limits/key-limits.service.js';
import { KeyUsageStorage } from './limits/key-usage-storage.port.js';
import { MemoryKeyUsageStorage } from './limits/memory-key-usage-storage.js';
import { MemoryFailedAuthStorage } from './memory-failed-auth-storage.js';
import { OriginGuard } from './origin.guard.js';
import { OwnerService } from './owner.service.js';

const SALT_BYTES = 16;

/** Importing it closes every HTTP route. Guards run in the order given here. */
@Module({
  providers: [
    AuthAudit,
    AuthenticationService,
    CredentialsService,
    FailedAuthLimiter,
    KeyLimits,
    KeyRing,
    KeyStore,
    KeyUses,
    OwnerAssertions,
    OwnerService,
    {
      provide: FailedAuthStorage,
      inject: [Clock, Ids],
      useFactory: (clock: Clock, ids: Ids) => new MemoryFailedAuthStorage(clock, ids.secret(SALT_BYTES)),
    },
    {
      provide: KeyUsageStorage,
      inject: [Clock],
      useFactory: (clock: Clock) => new MemoryKeyUsageStorage(clock),
    },
    { provide: APP_GUARD, useClass: OriginGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AuthenticationService, KeyLimits, KeyRing, OwnerService],
})
export class AuthModule {}
