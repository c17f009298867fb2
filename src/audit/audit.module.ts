import { Global, Logger, Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { GatewaySection } from '../config/config-sections.js';
import { StateDirectory } from '../config/state-directory.js';
import { stateFiles } from '../config/state-files.js';
import { AuditLog } from './audit-log.port.js';
import { ConfigAudit } from './config-audit.service.js';
import { openAuditLog } from './open-audit-log.js';
import { silentAuditLog } from './silent-audit-log.js';

/** Makes no file before there is a line. Global, because every part of the gateway may have something to write down. */
@Global()
@Module({
  providers: [
    { provide: AuditLog, useFactory: auditLog, inject: [GatewaySection, StateDirectory, Clock] },
    ConfigAudit,
  ],
  exports: [AuditLog],
})
export class AuditModule {}

function auditLog(gateway: GatewaySection, state: StateDirectory, clock: Clock): AuditLog {
  if (!gateway.current.audit.enabled) return silentAuditLog;
  return openAuditLog({
    directory: state.file(stateFiles.audit),
    limits: () => gateway.current.audit,
    clock,
    reporter: new Logger('AuditLog'),
  });
}
