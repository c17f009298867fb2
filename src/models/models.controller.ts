import { All, Controller, Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { EnabledWhen } from '../auth/enabled-when.decorator.js';
import { OwnerContext } from '../auth/owner-context.decorator.js';
import { Describes } from '../http/describes.decorator.js';
import { MethodNotAllowedError } from '../http/http.errors.js';
import type { ModelList, ModelObject } from '../openai-wire/model-object.js';
import { modelListSchema, modelObjectSchema } from '../openai-wire/model-object.schema.js';
import { ModelsService } from './models.service.js';

@Controller('v1/models')
@EnabledWhen(({ http: { endpoints } }) => endpoints.chatCompletions.enabled || endpoints.responses.enabled)
export class ModelsController {
  constructor(private readonly service: ModelsService) {}

  @Get()
  @Describes({
    id: 'listModels',
    summary: 'The agents, as models',
    answers: { 200: { description: 'All that the caller may use.', json: modelListSchema } },
  })
  list(@OwnerContext() { credential }: OwnerContext): ModelList {
    return this.service.list(credential.agents);
  }

  @Get('*id')
  @Describes({
    id: 'retrieveModel',
    summary: 'One agent, as a model',
    parameters: [
      { name: 'id', in: 'path', description: 'Whatever a request may send as `model`.', schema: { type: 'string' } },
    ],
    answers: { 200: { description: 'The model; 404 where it leads to no agent.', json: modelObjectSchema } },
  })
  find(@Param('id') id: string | string[], @OwnerContext() { credential }: OwnerContext): ModelObject {
    return this.service.find(Array.isArray(id) ? id.join('/') : id, credential.agents);
  }

  @All(['', '*id'])
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }
}
