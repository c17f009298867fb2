import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { WorkspaceModule } from '../workspace/workspace.module.js';
import { EgressCheck } from './egress-check.service.js';
import { FactsInForce } from './facts-in-force.service.js';
import { MachineFacts } from './machine-facts.port.js';
import { SystemMachineFacts } from './system-machine-facts.js';

@Module({
  imports: [AgentsModule, WorkspaceModule],
  providers: [{ provide: MachineFacts, useClass: SystemMachineFacts }, FactsInForce, EgressCheck],
  exports: [EgressCheck, FactsInForce],
})
export class EgressModule {}
