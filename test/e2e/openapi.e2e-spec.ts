import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { settingOfPath } from '../../src/http/endpoint-settings.js';
import { requestHeaderNames } from '../../src/http/request-header-names.js';
import type { FoundRoute } from '../../src/operator-api/openapi/found-route.js';
import { RouteFinder } from '../../src/operator-api/openapi/route-finder.service.js';
import { toOpenApiPath } from '../../src/operator-api/openapi/to-openapi-path.js';
import { chat, get } from '../support/chat.js';
import { testToken } from '../support/create-test-app.js';
import { explain } from '../support/explain.js';
import { toolCall } from '../support/fake-answers.js';
import { DescribedApi } from '../support/openapi.js';
import { call, sessionPath, talk } from '../support/operator-http.js';
import { TestGateway } from '../support/test-gateway.js';

let gateway: TestGateway;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document as it came; each test looks into its own part
let document: any;
let routes: FoundRoute[];

beforeAll(async () => {
  const endpoints = { chatCompletions: { enabled: true }, responses: { enabled: true } };
  gateway = await TestGateway.start({ gateway: { http: { endpoints } } });
  document = (await get(gateway.url, '/openapi.json')).json;
  routes = gateway.app.get(RouteFinder).find();
});
afterAll(() => gateway.close());

describe('GET /openapi.json', () => {
  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('needs a credential, and no other method', async () => {
    expect((await fetch(`${gateway.url}/openapi.json`)).status).toBe(401);
    const headers = { 'x-openclaw-sender-is-owner': 'false' };
    expect((await get(gateway.url, '/openapi.json', headers)).status).toBe(200);
    const refused = await call(gateway.url, 'POST', '/openapi.json');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

describe('the description', () => {
  it('every handler has one, with each variable of its path and an id of its own', () => {
    expect(routes.filter(({ description }) => !description).map(({ handler }) => handler)).toEqual([]);
    for (const { handler, path, description } of routes) {
      const described = description?.parameters?.filter((each) => each.in === 'path').map(({ name }) => name) ?? [];
      expect([handler, described]).toEqual([handler, variablesOf(toOpenApiPath(path))]);
    }
    const ids = routes.map(({ description }) => description?.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names just the paths and methods that are routed', async () => {
    const described = Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${toOpenApiPath(path)}`).sort());
    for (const { method, path, isPublic } of routes) {
      const sent = path.replaceAll(/[:*]\w+/g, 'x');
      const { status } = await fetch(`${gateway.url}${sent}`, { method: method.toUpperCase() });
      expect([path, status]).toEqual([path, isPublic ? 200 : 401]);
    }
  });

  it('has a setting for everything below /v1, which the 404 of the path names', () => {
    const paths = Object.keys(document.paths).filter((path) => path.startsWith('/v1'));
    expect(paths.filter((path) => settingOfPath(path) === undefined)).toEqual([]);
  });

  it('names each header that is read', () => {
    const { retryCount, senderIsOwner, ownerAssertion } = requestHeaderNames;
    const all = Object.values(requestHeaderNames).filter((name) => name !== retryCount);
    all.sort();
    expect(headersOf('post', '/v1/chat/completions')).toEqual(all);
    expect(headersOf('post', '/v1/responses')).toEqual(all);
    const ownersOnly = routes.filter(({ path }) => /^\/v1\/(?:sessions|runs)/.test(path));
    expect(ownersOnly.length).toBeGreaterThan(7);
    for (const { method, path } of ownersOnly) {
      expect(headersOf(method, path)).toEqual(expect.arrayContaining([senderIsOwner, ownerAssertion]));
    }
  });

  it('says of the public ones that they need no credential', () => {
    expect(document.security).toEqual([{ bearer: [] }]);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    expect(document.paths['/healthz'].get.security).toEqual([]);
    expect(document.paths['/v1/runs'].get).not.toHaveProperty('security');
  });
});

function variablesOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function headersOf(method: string, path: string): string[] {
  const { parameters } = document.paths[toOpenApiPath(path)][method] as { parameters: { in: string; name: string }[] };
  return parameters.flatMap((parameter) => (parameter.in === 'header' ? [parameter.name] : [])).sort();
}

describe('answers are as described', () => {
  const expectDescribed = (method: string, path: string, { status, text }: { status: number; text: string }): void => {
    new DescribedApi(document).expectDescribed({ method, path, status, text });
  };

  it('chat completions, whole and as a stream, with tool calls and as errors', async () => {
    const tools = [{ type: 'function', function: { name: 'look_up' } }];
    const path = '/v1/chat/completions';
    expectDescribed('POST', path, await chat(gateway.url));
    gateway.upstream.script(toolCall('look_up', {}));
    expectDescribed('POST', path, await chat(gateway.url, { tools }));
    expectDescribed('POST', path, await chat(gateway.url, { model: 'openclaw:nobody' }));
    expectDescribed('POST', path, await call(gateway.url, 'POST', path, { headers: { authorization: 'Bearer x' } }));
  });

  it('models, health and the explanation', async () => {
    expectDescribed('GET', '/v1/models', await get(gateway.url, '/v1/models'));
    expectDescribed('GET', '/v1/models/{id}', await get(gateway.url, '/v1/models/openclaw:main'));
    expectDescribed('GET', '/v1/models/{id}', await get(gateway.url, '/v1/models/nobody'));
    expectDescribed('GET', '/healthz', await get(gateway.url, '/healthz'));
    expectDescribed('GET', '/readyz', await get(gateway.url, '/readyz'));
    for (const body of [{ preview: true, user: 'ann' }, { model: 'openclaw:nobody' }]) {
      const { status, json } = await explain(gateway.url, body);
      expectDescribed('POST', '/v1/explain', { status, text: JSON.stringify(json) });
    }
  });

  it('sessions', async () => {
    gateway.upstream.script(toolCall('session_status', {}));
    await talk(gateway.url, 'described');
    const path = sessionPath('described');
    expectDescribed('GET', '/v1/sessions', await get(gateway.url, '/v1/sessions'));
    expectDescribed('GET', '/v1/sessions', await get(gateway.url, '/v1/sessions?limit=0'));
    expectDescribed('GET', '/v1/sessions/{key}', await get(gateway.url, path));
    expectDescribed('POST', '/v1/sessions/{key}/reset', await call(gateway.url, 'POST', `${path}/reset`));
    expectDescribed('DELETE', '/v1/sessions/{key}', await call(gateway.url, 'DELETE', path));
    expectDescribed('DELETE', '/v1/sessions/{key}', await call(gateway.url, 'DELETE', path));
  });

  it('runs and their events', async () => {
    gateway.upstream.script(toolCall('session_status', {}));
    const ended = await talk(gateway.url, 'runs');
    gateway.upstream.script((exchange) => exchange.json({ error: { message: 'broken' } }, 400));
    const failed = await talk(gateway.url, 'runs');
    expectDescribed('GET', '/v1/runs', await get(gateway.url, '/v1/runs'));
    for (const { headers } of [ended, failed]) {
      const path = `/v1/runs/${headers.get('x-openclaw-run-id') ?? ''}`;
      const run = await get(gateway.url, path);
      const events = await get(gateway.url, `${path}/events`);
      expectDescribed('GET', '/v1/runs/{id}', run);
      expectDescribed('GET', '/v1/runs/{id}/events', events);
      const after = `${path}/events?after=${run.json.events - 1}`;
      expectDescribed('GET', '/v1/runs/{id}/events', await get(gateway.url, after));
      expectDescribed('POST', '/v1/runs/{id}/cancel', await call(gateway.url, 'POST', `${path}/cancel`));
    }
    expectDescribed('GET', '/v1/runs/{id}', await get(gateway.url, '/v1/runs/run_x'));
  });

  it('a check that finds nothing wrong would be none: an answer with another property is refused', async () => {
    const { status, json } = await get(gateway.url, '/v1/models');
    const text = JSON.stringify({ ...json, extra: testToken });
    expect(() => expectDescribed('GET', '/v1/models', { status, text })).toThrow('additional properties');
  });
});
