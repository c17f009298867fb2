import { describe, expect, it } from '@jest/globals';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { annotateRequest, currentRequestContext } from '../observability/request-context.js';
import type { RequestContext } from '../observability/request-context.js';
import { requestContextMiddleware } from './request-context.middleware.js';

function serve(presented?: string) {
  const request = new IncomingMessage(new Socket());
  if (presented !== undefined) request.headers['x-request-id'] = presented;
  const response = new ServerResponse(request);
  let context: RequestContext | undefined;
  const sut = requestContextMiddleware(new FakeIds(), new FakeClock(1_000));
  sut(request, response, () => {
    annotateRequest({ agentId: 'main' });
    context = currentRequestContext();
  });
  return { response, context };
}

describe('requestContextMiddleware', () => {
  it('K1: makes a request id and tells it to the caller and to whatever runs inside', () => {
    const { response, context } = serve();
    expect(response.getHeader('x-request-id')).toMatch(/^req_[0-9]{32}$/);
    expect(context).toEqual({ requestId: response.getHeader('x-request-id'), startedAt: 1_000, agentId: 'main' });
    expect(currentRequestContext()).toBeUndefined();
  });

  it.each(['abc', 'A-b_9', 'a'.repeat(64)])('K1: takes over the safe id %s', (presented) => {
    expect(serve(presented).response.getHeader('x-request-id')).toBe(presented);
  });

  it.each(['', 'a b', 'a, b', 'a'.repeat(65), 'a\r\nx: y', '../etc', 'ä', '<b>', '{"a":1}'])(
    'K1: does not take over %j',
    (presented) => {
      expect(serve(presented).response.getHeader('x-request-id')).toMatch(/^req_/);
    },
  );

  it('B8: sets nosniff, no-referrer, no-store, and what keeps an answer from being a page or part of one', () => {
    expect(serve().response.getHeaders()).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('does nothing when annotated outside of a request', () => {
    expect(() => annotateRequest({ runId: 'r' })).not.toThrow();
  });
});
