import type { IncomingMessage, ServerResponse } from 'node:http';

export type HttpMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
