import type { AuditLog } from '../../src/audit/audit-log.port.js';
import { ToolsConfig } from '../../src/config/tools.config.js';
import { ArgumentChecker } from '../../src/tools/execution/argument-checker.js';
import { OwnerToolAudit } from '../../src/tools/execution/owner-tool-audit.service.js';
import { ToolExecutor } from '../../src/tools/execution/tool-executor.service.js';
import { MemoryAuditLog } from './audit-fixtures.js';
import { fixed } from './fixed.js';

/** An executor that writes its calls of owner-only tools down in `audit`. */
export function toolExecutor(audit: AuditLog = new MemoryAuditLog(), ownerOnly: string[] = []): ToolExecutor {
  const tools = Object.assign(new ToolsConfig(), { ownerOnly });
  return new ToolExecutor(new ArgumentChecker(), new OwnerToolAudit(audit, fixed(tools)));
}
