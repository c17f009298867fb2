import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.port.js';
import { ModelRegistryService } from '../providers/model-registry.service.js';
import { RunsService } from '../runs/runs.service.js';
import { StoreChecks } from '../storage/store-checks.js';

/** Whether runs can be served. `reasons` name the part that cannot, never a detail of the host. */
export interface Readiness {
  ok: boolean;
  reasons?: string[];
}

@Injectable()
export class ReadinessService {
  private readonly logger = new Logger(ReadinessService.name);

  constructor(
    private readonly stores: StoreChecks,
    @Inject(AuditLog) private readonly audit: AuditLog,
    private readonly models: ModelRegistryService,
    private readonly runs: RunsService,
  ) {}

  async check(): Promise<Readiness> {
    const reasons = [
      ...(this.runs.isDraining ? ['draining'] : []),
      ...(await this.storeReasons()),
      ...(await this.auditReasons()),
      ...(await this.models.ready()),
    ];
    return reasons.length === 0 ? { ok: true } : { ok: false, reasons };
  }

  private async storeReasons(): Promise<string[]> {
    const problems = await this.stores.problems();
    for (const { store, error } of problems) this.logger.warn(`The ${store} is not usable.`, error);
    return problems.map(({ store }) => store);
  }

  private async auditReasons(): Promise<string[]> {
    try {
      await this.audit.check();
      return [];
    } catch {
      // The audit log has said so itself.
      return ['audit log'];
    }
  }
}
