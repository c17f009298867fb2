import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Catch, Controller, Get, Global, HttpCode, Module, Post } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import request from 'supertest';
import { MemoryAuditLog } from '../../test/support/audit-fixtures.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { AuditLog } from '../audit/audit-log.port.js';
import { Clock } from '../common/clock.js';
import { GatewayError } from '../common/gateway-error.js';
import { Ids } from '../common/ids.js';
import { AuthCredentials } from '../config/auth-credentials.js';
import { ConfigService } from '../config/config.service.js';
import { GatewaySection } from '../config/config-sections.js';
import { GatewayConfig, RateLimitConfig } from '../config/gateway.config.js';
import { StateDirectory } from '../config/state-directory.js';
import { temporaryDirectory } from '../../test/support/temporary-directory.js';
import { fixed } from '../../test/support/fixed.js';
import { AuthModule } from './auth.module.js';
import { corsMiddleware } from './cors.middleware.js';
import { EnabledWhen } from './enabled-when.decorator.js';
import { endpointNotFound } from '../http/endpoint-not-found.js';
import { OwnerContext } from './owner-context.decorator.js';
import { Public } from './public.decorator.js';

@Controller()
class ProbeController {
  @Get('open')
  @Public()
  open(): string {
    return 'open';
  }

  @Get('closed')
  closed(): string {
    return 'closed';
  }

  @Post('switched')
  @HttpCode(200)
  @EnabledWhen((gateway) => gateway.http.endpoints.chatCompletions.enabled)
  switched(@OwnerContext() sender: OwnerContext): OwnerContext {
    return sender;
  }
}

@Catch(GatewayError)
class EnvelopeFilter implements ExceptionFilter {
  catch(error: GatewayError, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<ServerResponse>();
    response.writeHead(error.status, { ...error.headers, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message: error.message, code: error.code, type: error.type }));
  }
}

const gateway = { current: new GatewayConfig(), onChange: () => () => undefined };

@Global()
@Module({
  providers: [
    { provide: AuditLog, useClass: MemoryAuditLog },
    { provide: Clock, useClass: FakeClock },
    { provide: Ids, useClass: FakeIds },
    { provide: GatewaySection, useValue: gateway },
    { provide: ConfigService, useValue: { listen: { host: '127.0.0.1', port: 0 } } },
    { provide: StateDirectory, useValue: new StateDirectory(temporaryDirectory()) },
    { provide: AuthCredentials, useValue: fixed({ mode: 'token', secret: 'test-token', source: 'config' }) },
  ],
  exports: [AuditLog, Clock, Ids, GatewaySection, ConfigService, StateDirectory, AuthCredentials],
})
class SurroundingsModule {}

describe('AuthModule', () => {
  let app: INestApplication<Server>;

  beforeEach(async () => {
    gateway.current = new GatewayConfig();
    gateway.current.auth.rateLimit = new RateLimitConfig();
    const module = await Test.createTestingModule({
      imports: [SurroundingsModule, AuthModule],
      controllers: [ProbeController],
    }).compile();
    app = module.createNestApplication({ logger: false });
    app.useGlobalFilters(new EnvelopeFilter());
    app.use(corsMiddleware(gateway));
    await app.listen(0, '127.0.0.1');
  });

  afterEach(async () => {
    await app.close();
  });

  const get = (path: string) => request(app.getHttpServer()).get(path);
  const post = (path: string) => request(app.getHttpServer()).post(path);
  const authorization = 'Bearer test-token';
  const rawGet = (...headers: string[]) => ['GET /closed HTTP/1.1', 'Host: localhost', ...headers, '', ''].join('\r\n');

  /** Sends the bytes as they are and reads until the server hangs up. */
  async function exchange(bytes: string): Promise<string> {
    const socket = connect((app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
    socket.end(bytes);
    return text(socket);
  }

  it('C1: closes every route that is not @Public()', async () => {
    expect((await get('/open')).status).toBe(200);
    const refused = await get('/closed');
    expect(refused.status).toBe(401);
    expect(refused.headers['www-authenticate']).toBe('Bearer');
    expect((await get('/closed').set({ authorization })).text).toBe('closed');
    expect((await get('/closed').set({ authorization: 'bearer test-token' })).status).toBe(200);
  });

  it.each([
    ['query string', () => get('/closed?token=test-token&access_token=test-token')],
    ['cookie', () => get('/closed').set({ cookie: 'authorization=Bearer test-token; token=test-token' })],
    ['Basic', () => get('/closed').auth('test-token', 'test-token')],
    ['a wrong token', () => get('/closed').set({ authorization: 'Bearer wrong' })],
    ['body', () => post('/switched').send({ token: 'test-token', authorization })],
  ])('C1: %s does not open it', async (_name, attempt) => {
    gateway.current.http.endpoints.chatCompletions.enabled = true;
    expect((await attempt()).status).toBe(401);
  });

  it('B2: a switched-off endpoint is not found, the same with, without and with a wrong token', async () => {
    const answers = await Promise.all([
      post('/switched'),
      post('/switched').set({ authorization }),
      post('/switched?x=1').set({ authorization: 'Bearer wrong' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers[0].body.message).toBe(endpointNotFound({ method: 'POST', url: '/switched' }).message);
    expect(answers[0].body).toMatchObject({ code: 'unknown_url', type: 'invalid_request_error' });
  });

  it('A7: follows the switch without a restart', async () => {
    gateway.current.http.endpoints.chatCompletions.enabled = true;
    expect((await post('/switched')).status).toBe(401);
    gateway.current = new GatewayConfig();
    expect((await post('/switched').set({ authorization })).status).toBe(404);
  });

  it('F3: hands the sender to the handler', async () => {
    gateway.current.http.endpoints.chatCompletions.enabled = true;
    const answer = await post('/switched').set({ authorization, 'x-openclaw-sender-is-owner': 'TRUE' });
    expect(answer.body).toEqual({
      credential: { id: 'shared-token', kind: 'token', mayBeOwner: true },
      header: 'true',
    });
  });

  it('D3: of 50 parallel guesses ten are judged, and then the right token is refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => get('/closed').set({ authorization: 'Bearer wrong' })),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
    expect((await get('/closed').set({ authorization })).status).toBe(429);
    expect((await get('/open')).status).toBe(200);
  });

  it('D3: of 40 guesses pipelined in one packet ten are judged', async () => {
    const answers = await exchange(
      rawGet('Authorization: Bearer wrong').repeat(39) + rawGet('Authorization: Bearer wrong', 'Connection: close'),
    );
    expect(answers.match(/^HTTP\/1\.1 401 /gm)).toHaveLength(10);
    expect(answers.match(/^HTTP\/1\.1 429 /gm)).toHaveLength(30);
  });

  it('C1: two Authorization headers do not open it, though node shows only the first', async () => {
    const right = 'Authorization: Bearer test-token';
    expect(await exchange(rawGet(right, 'Connection: close'))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await exchange(rawGet(right, 'Authorization: Bearer wrong', 'Connection: close'))).toMatch(
      /^HTTP\/1\.1 401 /,
    );
    expect(await exchange(rawGet(right, right, 'Connection: close'))).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('M2: a foreign page or host is refused before credentials are looked at', async () => {
    const page = await get('/closed').set({ origin: 'https://attacker.example' });
    expect([page.status, page.body.code]).toEqual([403, 'origin_not_allowed']);
    const rebound = await get('/open').set({ host: 'attacker.example' });
    expect([rebound.status, rebound.body.code]).toEqual([403, 'host_not_allowed']);
    gateway.current.bind = 'lan';
    expect((await get('/open').set({ host: 'attacker.example' })).status).toBe(403);
  });

  it('B8: without configured origins nobody sees an Access-Control header', async () => {
    for (const response of [await get('/open'), await get('/open').set({ origin: 'https://panel.example' })]) {
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('B8: an allowed page may read answers, and has its preflight answered', async () => {
    gateway.current.allowedOrigins = ['https://panel.example'];
    const origin = 'https://panel.example';
    const answer = await get('/closed').set({ origin, authorization });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    const preflight = await request(app.getHttpServer()).options('/closed').set({
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-stainless-os',
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-headers']).toBe('authorization,x-stainless-os');
    const foreign = await get('/open').set({ origin: 'https://attacker.example' });
    expect(foreign.headers['access-control-allow-origin']).toBeUndefined();
  });
});
