import { Module } from '@nestjs/common';
import { ArgumentChecker } from './argument-checker.js';
import { ToolExecutor } from './tool-executor.service.js';

@Module({ providers: [ArgumentChecker, ToolExecutor], exports: [ArgumentChecker, ToolExecutor] })
export class ExecutionModule {}
