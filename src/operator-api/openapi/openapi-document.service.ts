import { Inject, Injectable } from '@nestjs/common';
import { gatewayVersion } from '../../common/gateway-version.js';
import { GatewaySection } from '../../config/config-sections.js';
import { ComponentSchemas } from './component-schemas.js';
import { RouteFinder } from './route-finder.service.js';
import { toOpenApiPath } from './to-openapi-path.js';
import { toOperation } from './to-operation.js';

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, unknown>; securitySchemes: Record<string, unknown> };
}

const description =
  'Agents behind the Chat Completions API of OpenAI, and what their owner needs beside it. Endpoints that are switched ' +
  'off in the configuration are not described.';

/** Describes what is served at the moment. Paths and methods are those that Nest routes, so they cannot be others. */
@Injectable()
export class OpenApiDocuments {
  constructor(
    private readonly routes: RouteFinder,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  current(): OpenApiDocument {
    const schemas = new ComponentSchemas();
    const paths = this.paths(schemas);
    return {
      openapi: '3.1.1',
      info: { title: 'OpenClaw gateway', version: gatewayVersion, description },
      servers: [{ url: '/' }],
      security: [{ bearer: [] }],
      paths,
      components: {
        schemas: schemas.all,
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'The token or password of the gateway.' },
        },
      },
    };
  }

  private paths(schemas: ComponentSchemas): OpenApiDocument['paths'] {
    const paths: OpenApiDocument['paths'] = {};
    for (const { path, method, description: said, isPublic, isEnabled } of this.routes.find()) {
      if (!said || isEnabled?.(this.gateway.current) === false) continue;
      const operations = (paths[toOpenApiPath(path)] ??= {});
      operations[method] = schemas.referred(toOperation(said, { isPublic }));
    }
    return paths;
  }
}
