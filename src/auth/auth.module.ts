import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { AuthGuard } from './auth.guard.js';
import { AuthenticationService } from './authentication.service.js';
import { CredentialsService } from './credentials.service.js';
import { FailedAuthLimiter } from './failed-auth-limiter.service.js';
import { FailedAuthStorage } from './failed-auth-storage.port.js';
import { MemoryFailedAuthStorage } from './memory-failed-auth-storage.js';
import { OriginGuard } from './origin.guard.js';
import { OwnerService } from './owner.service.js';

const SALT_BYTES = 16;

/** Importing it closes every HTTP route. Guards run in the order given here. */
@Module({
  providers: [
    AuthenticationService,
    CredentialsService,
    FailedAuthLimiter,
    OwnerService,
    {
      provide: FailedAuthStorage,
      inject: [Clock, Ids],
      useFactory: (clock: Clock, ids: Ids) => new MemoryFailedAuthStorage(clock, ids.secret(SALT_BYTES)),
    },
    { provide: APP_GUARD, useClass: OriginGuard },
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AuthenticationService, OwnerService],
})
export class AuthModule {}
