import { invalidValue } from '../../common/request-errors.js';
import { readObject, readString } from '../read.js';
import type { ResponsesRequestDto } from './responses-request.dto.js';

/** What a request says of keeping its answer and of earlier ones. */
export interface WireState {
  /** Undefined where the client does not say. */
  store: boolean | undefined;
  background: boolean;
  previousResponseId: string | undefined;
  /** The id of the conversation. */
  conversation: string | undefined;
}

export function readState(dto: ResponsesRequestDto, conversation: unknown): WireState {
  return {
    store: dto.store ?? undefined,
    background: dto.background ?? false,
    previousResponseId: dto.previous_response_id ?? undefined,
    conversation: readConversation(conversation),
  };
}

function readConversation(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') throw invalidValue('conversation', 'expected an id, or an object with one');
  return readString(readObject(value, 'conversation')['id'], 'conversation.id');
}
