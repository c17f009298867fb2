import type { ErrorShape } from './protocol-error.js';

/** What a client asks. */
export interface RequestFrame {
  type: 'req';
  /** Chosen by the client; every answer carries it. */
  id: string;
  method: string;
  params?: unknown;
}

/** What a request comes to. Most methods answer once; `agent` answers twice under one id. */
export type ResponseFrame =
  { type: 'res'; id: string; ok: true; payload: unknown } | { type: 'res'; id: string; ok: false; error: ErrorShape };

/** What happens, whoever caused it. `seq` counts the events of one connection from 1; `connect.challenge` has none. */
export interface EventFrame {
  type: 'event';
  event: string;
  payload: unknown;
  seq?: number;
}

export type ServerFrame = ResponseFrame | EventFrame;
