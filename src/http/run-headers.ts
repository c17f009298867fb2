import type { ServerResponse } from 'node:http';
import { toldFields } from '../openai-wire/told-fields.js';
import { answerHeaderNames } from './answer-header-names.js';

/** Where an answer comes from; all three are safe to put into a header. */
export interface RunOriginHeaders {
  agentId: string;
  sessionKey: string;
  runId: string;
}

export function setRunHeaders(response: ServerResponse, { agentId, sessionKey, runId }: RunOriginHeaders): void {
  setAgentHeader(response, agentId);
  response.setHeader(answerHeaderNames.sessionKey, sessionKey);
  response.setHeader(answerHeaderNames.runId, runId);
}

/** For answers that come from no run. */
export function setAgentHeader(response: ServerResponse, agentId: string): void {
  response.setHeader(answerHeaderNames.agentId, agentId);
}

/** `warning` is ASCII. */
export function setWarning(response: ServerResponse, warning: string): void {
  response.setHeader(answerHeaderNames.warning, warning);
}

/** Names the request fields that had no effect; they are the client's words, so they are encoded. */
export function setIgnoredFields(response: ServerResponse, fields: readonly string[]): void {
  if (fields.length === 0) return;
  const names = toldFields(fields).map(encodeURIComponent);
  response.setHeader(answerHeaderNames.ignoredFields, names.join(', '));
}

/** What the answer tells of its run so far, to tell it again with `setHeaders`. */
export function toldHeaders(response: ServerResponse): Record<string, string> {
  const { agentId, sessionKey, runId, ignoredFields, warning } = answerHeaderNames;
  const told = [agentId, sessionKey, runId, ignoredFields, warning].map((name) => [name, response.getHeader(name)]);
  return Object.fromEntries(told.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** For an answer that was begun for an earlier call. */
export function markReplay(response: ServerResponse): void {
  response.setHeader(answerHeaderNames.replay, 'true');
}

/** Milliseconds from the acceptance of the request to the first byte of the answer. */
export function setProcessingTime(response: ServerResponse, milliseconds: number): void {
  response.setHeader(answerHeaderNames.processingTime, String(Math.round(milliseconds)));
}
