import type { Response } from 'express';
import type { ResolvedAgent } from '../agents/resolved-agent.js';
import type { StartedRun } from '../runs/runs.service.js';

const maxNamedFields = 20;

/** Tells the caller which agent, session and run its answer comes from. */
export function setRunHeaders(response: Response, agent: ResolvedAgent, run: StartedRun): void {
  response.setHeader('x-openclaw-agent-id', agent.id);
  response.setHeader('x-openclaw-session-key', run.sessionKey);
  response.setHeader('x-openclaw-run-id', run.id);
}

/** Names the request fields that had no effect; they are the client's words, so they are encoded. */
export function setIgnoredFields(response: Response, fields: readonly string[]): void {
  if (fields.length === 0) return;
  const names = fields.map((field) => encodeURIComponent(field.slice(0, 64).toWellFormed()));
  response.setHeader('x-openclaw-ignored-fields', [...new Set(names)].slice(0, maxNamedFields).join(', '));
}

/** Milliseconds from the acceptance of the request to the first byte of the answer. */
export function setProcessingTime(response: Response, milliseconds: number): void {
  response.setHeader('openai-processing-ms', String(Math.round(milliseconds)));
}
