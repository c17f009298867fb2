import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.port.js';
import { sessionDigest } from '../../audit/session-digest.js';
import { ToolsSection } from '../../config/config-sections.js';
import { isOwnerTool } from '../policy/is-owner-tool.js';
import type { Tool, ToolContext } from '../tool.port.js';

/** Lets no owner-only tool run without a line of it on the disk. */
@Injectable()
export class OwnerToolAudit {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(ToolsSection) private readonly section: ToolsSection,
  ) {}

  /** Undefined once the tool may run; else why it may not, for the model. Never rejects. */
  async refusal(tool: Tool, { agent, run, session }: ToolContext): Promise<string | undefined> {
    if (!isOwnerTool(tool, this.section.current)) return undefined;
    const { name } = tool.definition;
    const { id, credentialId: credential } = run;
    try {
      await this.audit.append({
        kind: 'tool.called',
        run: id,
        agent: agent.id,
        session: sessionDigest(session.key),
        tool: name,
        credential,
      });
      return undefined;
    } catch {
      // The log has told the operator why.
      return `The audit log cannot be written, so the tool '${name}' may not run now: it is for the owner only, and every call of it has to be written down. Tell the user that the operator of the gateway has to make room or set its permissions right. Other tools still work.`;
    }
  }
}
