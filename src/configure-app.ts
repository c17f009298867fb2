import type { NestExpressApplication } from '@nestjs/platform-express';
import { corsMiddleware } from './auth/cors.middleware.js';
import { Clock } from './common/clock.js';
import { Ids } from './common/ids.js';
import { ConfigService } from './config/config.service.js';
import { GatewaySection } from './config/config-sections.js';
import { accessLogMiddleware } from './http/access-log.middleware.js';
import { ErrorFilter } from './http/error.filter.js';
import { requestContextMiddleware } from './http/request-context.middleware.js';
import { PinoLogger } from './observability/pino-logger.service.js';
import { SecretRegistry } from './observability/secret-registry.js';
import { GatewayWsAdapter } from './ws-gateway/gateway-ws.adapter.js';
import { ResponsesDoor } from './ws-gateway/responses/responses-door.service.js';
import { UpgradeGuard } from './ws-gateway/upgrade-guard.service.js';

/** What holds for every request, in the order in which it is applied. */
export function configureApp(app: NestExpressApplication): void {
  maskSecrets(app);
  app.useWebSocketAdapter(
    new GatewayWsAdapter(app, app.get(UpgradeGuard), app.get<Ids>(Ids), [app.get(ResponsesDoor)]),
  );
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const clock = app.get<Clock>(Clock);
  app.use(requestContextMiddleware(app.get<Ids>(Ids), clock));
  app.use(accessLogMiddleware(app.get(PinoLogger), clock));
  app.use(corsMiddleware(app.get<GatewaySection>(GatewaySection)));
  app.useGlobalFilters(new ErrorFilter());
}

/** Keeps the log from ever showing a secret in force, also one that a reload brings. */
function maskSecrets(app: NestExpressApplication): void {
  const config = app.get(ConfigService);
  const registry = app.get(SecretRegistry);
  const register = (): void => {
    registry.register(config.secrets());
  };
  register();
  config.onChange(register);
}
