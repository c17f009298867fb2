import { Inject, Module } from '@nestjs/common';
import { StateDirectory } from '../config/state-directory.js';
import { stateFiles } from '../config/state-files.js';
import { StorageModule } from '../storage/storage.module.js';
import { StoreChecks } from '../storage/store-checks.js';
import { SessionAdministration } from './session-administration.service.js';
import { SessionLanes } from './session-lane.port.js';
import { SessionLaneService } from './session-lane.service.js';
import { SessionPrunerService } from './session-pruner.service.js';
import { SessionStore } from './session-store.port.js';
import { SessionsService } from './sessions.service.js';
import { SqliteSessionStore } from './sqlite/sqlite-session-store.js';

/** Expects the configuration sections, `StateDirectory`, `Clock` and `Ids` from global modules. */
@Module({
  imports: [StorageModule],
  providers: [
    {
      provide: SessionStore,
      useFactory: (state: StateDirectory) => SqliteSessionStore.open(state.file(stateFiles.sessions)),
      inject: [StateDirectory],
    },
    { provide: SessionLanes, useClass: SessionLaneService },
    SessionPrunerService,
    SessionsService,
    SessionAdministration,
  ],
  exports: [SessionStore, SessionLanes, SessionsService, SessionAdministration],
})
export class SessionsModule {
  constructor(checks: StoreChecks, @Inject(SessionStore) store: SessionStore) {
    checks.add('session store', store);
  }
}
