import { Module } from '@nestjs/common';
import { ArgumentChecker } from './argument-checker.js';
import { OwnerToolAudit } from './owner-tool-audit.service.js';
import { ToolExecutor } from './tool-executor.service.js';

@Module({ providers: [ArgumentChecker, OwnerToolAudit, ToolExecutor], exports: [ArgumentChecker, ToolExecutor] })
export class ExecutionModule {}
