import { All, Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import type { ModelList, ModelObject } from '../openai-wire/model-object.js';
import { ModelsService } from './models.service.js';

@Controller('v1/models')
@EnabledWhen(({ http: { endpoints } }) => endpoints.chatCompletions.enabled || endpoints.responses.enabled)
export class ModelsController {
  constructor(private readonly service: ModelsService) {}

  @Get()
  list(): ModelList {
    return this.service.list();
  }

  @Get('*id')
  find(@Param('id') id: string | string[]): ModelObject {
    return this.service.find(Array.isArray(id) ? id.join('/') : id);
  }

  @All(['', '*id'])
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }
}
