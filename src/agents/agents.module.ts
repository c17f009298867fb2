import { Module } from '@nestjs/common';
import { AgentResolverService } from './agent-resolver.service.js';

@Module({ providers: [AgentResolverService], exports: [AgentResolverService] })
export class AgentsModule {}
