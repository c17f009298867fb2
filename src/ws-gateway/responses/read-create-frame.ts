import { type JsonObject, isJsonObject } from '../../common/json.js';
import { invalidValue, unsupportedValue } from '../../common/request-errors.js';
import { parseJson } from '../../http/read-json-body.js';

const longestStreamId = 256;

/** Fields that a request over HTTP does not have. */
const envelope = new Set(['type', 'generate', 'stream_id']);

/** What a client asks for with one frame. */
export interface CreateFrame {
  /** As `POST /v1/responses` takes it. */
  body: JsonObject;
  /** Whether the model is to answer; else the input is only kept for a later frame. */
  generates: boolean;
  previousResponseId: string | undefined;
}

/** Throws 400 for what is not JSON or no object. */
export function parseCreateFrame(text: string): JsonObject {
  const frame = parseJson(text, 'frame as JSON');
  if (!isJsonObject(frame)) throw invalidValue('frame', 'expected a JSON object');
  return frame;
}

/** The client's own name for a strand of responses, which every answer to the frame repeats. Throws 400 for any but a short text. */
export function readStreamId({ stream_id: id }: JsonObject): string | undefined {
  if (id === undefined || id === null) return undefined;
  if (typeof id === 'string' && id !== '' && id.length <= longestStreamId) return id;
  throw invalidValue('stream_id', `expected a text of at most ${longestStreamId} characters`);
}

/** As `readStreamId`, of a frame that is not to be served; undefined where that throws, or the frame cannot be parsed. */
export function findStreamId(text: string): string | undefined {
  try {
    return readStreamId(parseCreateFrame(text));
  } catch {
    return undefined;
  }
}

/** The response that a frame goes on after, also where it is not to be served. */
export function previousResponseOf({ previous_response_id: id }: JsonObject): string | undefined {
  return typeof id === 'string' ? id : undefined;
}

/** Takes the envelope off. Throws 400 for a frame of another type, and for fields that mean another transport. */
export function readCreateFrame(frame: JsonObject): CreateFrame {
  const { type, generate } = frame;
  if (type !== 'response.create') throw invalidValue('type', 'expected response.create, the only event of a client');
  if (generate !== undefined && generate !== null && typeof generate !== 'boolean')
    throw invalidValue('generate', 'expected true or false');
  refuseOtherTransports(frame);
  const fields = Object.entries(frame).filter(([name]) => !envelope.has(name));
  return {
    body: { ...Object.fromEntries(fields), stream: true },
    generates: generate !== false,
    previousResponseId: previousResponseOf(frame),
  };
}

/** `stream: true` says what happens anyway, and some clients send it. */
function refuseOtherTransports({ stream, background }: JsonObject): void {
  if (stream !== undefined && stream !== null && stream !== true)
    throw unsupportedValue('stream', "A WebSocket gives every response as events; leave 'stream' out.");
  if (background === true)
    throw unsupportedValue('background', "A WebSocket has no 'background'; leave it out, or ask over HTTP.");
}
