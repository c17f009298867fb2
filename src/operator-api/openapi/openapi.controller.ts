import { All, Controller, Get, Req } from '@nestjs/common';
import type { Request } from 'express';
import { Describes } from '../../http/describes.decorator.js';
import { MethodNotAllowedError } from '../../http/http.errors.js';
import { type OpenApiDocument, OpenApiDocuments } from './openapi-document.service.js';

@Controller('openapi.json')
export class OpenApiController {
  constructor(private readonly documents: OpenApiDocuments) {}

  @Get()
  @Describes({
    id: 'openapi',
    summary: 'This document',
    answers: { 200: { description: 'What is served at the moment.', json: { type: 'object' } } },
  })
  describe(): OpenApiDocument {
    return this.documents.current();
  }

  @All()
  refuse(@Req() request: Request): never {
    throw new MethodNotAllowedError(request.method, 'GET');
  }
}
