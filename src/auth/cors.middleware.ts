import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GatewaySection } from '../config/config-sections.js';
import { answerHeaderNames } from '../http/answer-header-names.js';
import type { HttpMiddleware } from '../http/http-middleware.js';
import { isAllowedOrigin } from './origin-check.js';

const exposedHeaders = Object.values(answerHeaderNames).join(', ');
const headerNameList = /^[A-Za-z0-9_, -]{1,2048}$/;
const PREFLIGHT_SECONDS = 600;

/**
 * Lets the pages of `gateway.allowedOrigins` read answers, and answers their preflights; for everybody else there is no
 * `Access-Control-*` header at all. Cookies are never involved, so credentials are not allowed.
 */
export function corsMiddleware(gateway: GatewaySection): HttpMiddleware {
  return (request, response, next) => {
    const { origin } = request.headers;
    const isAllowed = origin !== undefined && isAllowedOrigin(origin, gateway.current);
    if (isAllowed) allowReading(response, origin);
    if (isAllowed && isPreflight(request)) answerPreflight(request, response);
    else next();
  };
}

function allowReading(response: ServerResponse, origin: string): void {
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', exposedHeaders);
}

function isPreflight(request: IncomingMessage): boolean {
  return request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
}

/** Clients bring many headers of their own (`x-stainless-…`), and an allowed page may send any. */
function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  const wanted = request.headers['access-control-request-headers'] ?? '';
  if (headerNameList.test(wanted)) response.setHeader('Access-Control-Allow-Headers', wanted);
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, DELETE');
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  response.statusCode = 204;
  response.end();
}
