import type { JsonObject } from '../../common/json.js';
import { invalidValue } from '../../common/request-errors.js';
import { readChoice } from '../read.js';

/** How a response is to be told again. */
export interface RetrieveQuery {
  stream: boolean;
  /** The number of the last event that the client has; -1 for none. */
  startingAfter: number;
}

/** Throws 400 for a parameter that cannot be honoured. */
export function readRetrieveQuery(query: JsonObject): RetrieveQuery {
  const stream = readChoice(query['stream'], 'stream', ['true', 'false']) === 'true';
  const given = query['starting_after'];
  if (given === undefined) return { stream, startingAfter: -1 };
  if (typeof given !== 'string' || !/^\d{1,15}$/.test(given))
    throw invalidValue('starting_after', 'expected the number of an event');
  if (!stream) throw invalidValue('starting_after', 'expected stream=true beside it');
  return { stream, startingAfter: Number(given) };
}
