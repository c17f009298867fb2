import { expect } from '@jest/globals';
import { toolCall } from './fake-answers.js';
import type { FieldCase, Outcome } from './field-case.js';

/** What the cases of the fields of both APIs are made of. */

export type Fields = Record<string, unknown>;

export const textFile = `data:text/plain;base64,${Buffer.from('alpha').toString('base64')}`;
export const user = { role: 'user', content: 'hi' };
export const schema = { type: 'object', properties: { a: { type: 'string' } } };
export const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } };

export const holding = (entry: unknown): unknown => expect.arrayContaining([entry]);
export const like = (fields: Fields): unknown => expect.objectContaining(fields);
export const saying = (part: string): unknown => expect.stringContaining(part);

/** The provider gets a message like this. */
export const sent = (match: Fields): Outcome => ({ upstream: { messages: holding(like(match)) } });
export const callsLook = () => [toolCall('look', {})];

/** A field whose value goes to the provider as it is. */
export function forwarded(fields: Fields): FieldCase {
  return { send: fields, upstream: fields };
}

/** The fields that have the same values and the same effect in both APIs; `tools` has the tool `look`. */
export function commonCases(tools: readonly Fields[]): Record<string, FieldCase> {
  return {
    stream: { send: { stream: true }, answer: { type: 'text/event-stream' } },
    // A name that no random id can hold by chance.
    user: { send: { user: 'zoe' }, answer: { headers: { 'x-openclaw-session-key': saying('zoe') } } },
    temperature: forwarded({ temperature: 0.5 }),
    top_p: forwarded({ top_p: 0.5 }),
    frequency_penalty: forwarded({ frequency_penalty: 0.5 }),
    presence_penalty: forwarded({ presence_penalty: 0.5 }),
    stop: { send: { stop: 'END' }, upstream: { stop: ['END'] } },
    tools: { send: { tools }, upstream: { tools: holding(like({ function: like({ name: 'look' }) })) } },
    tool_choice: {
      send: { tools, tool_choice: 'required' },
      without: { tools },
      upstream: { tool_choice: 'required' },
      script: callsLook,
    },
    parallel_tool_calls: {
      send: { tools, parallel_tool_calls: false },
      without: { tools },
      upstream: { parallel_tool_calls: false },
    },
    service_tier: forwarded({ service_tier: 'flex' }),
    prompt_cache_key: forwarded({ prompt_cache_key: 'k' }),
  };
}
