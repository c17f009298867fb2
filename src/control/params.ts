import type { JSONSchemaType } from 'ajv';

/** Pieces of parameter schemas that several methods share. */

/** A key of a session, whole or within its agent. Those derived from a `user` are the longest. */
export const sessionKeyParam = { type: 'string', minLength: 1, maxLength: 2_200 } as const;
export const optionalSessionKey = { ...sessionKeyParam, nullable: true } as const;

export const optionalAgentId = { type: 'string', minLength: 1, maxLength: 64, nullable: true } as const;

/** Chosen by the client; it becomes the id of a run, so it has to fit into a path. */
export const idempotencyKeyParam = { type: 'string', pattern: '^[\\x21-\\x7e]{1,256}$' } as const;
const optionalIdempotencyKey = { ...idempotencyKeyParam, nullable: true } as const;

export function optionalCount(maximum: number, minimum = 1) {
  return { type: 'integer', minimum, maximum, nullable: true } as const;
}

/** For methods that take nothing. */
export const noParams = { type: 'object', properties: {}, required: [] } as const;

/** A session. */
export interface SessionParams {
  key: string;
  agentId?: string;
}

export const sessionParams: JSONSchemaType<SessionParams> = {
  type: 'object',
  properties: { key: sessionKeyParam, agentId: optionalAgentId },
  required: ['key'],
};

/** A session that is to be changed. */
export interface SessionTargetParams extends SessionParams {
  idempotencyKey?: string;
}

export const sessionTargetParams: JSONSchemaType<SessionTargetParams> = {
  type: 'object',
  properties: { key: sessionKeyParam, agentId: optionalAgentId, idempotencyKey: optionalIdempotencyKey },
  required: ['key'],
};
