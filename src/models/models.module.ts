import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { ModelsController } from './models.controller.js';
import { ModelsService } from './models.service.js';

@Module({ imports: [AgentsModule], controllers: [ModelsController], providers: [ModelsService] })
export class ModelsModule {}
