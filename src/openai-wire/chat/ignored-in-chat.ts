import type { JsonObject } from '../../common/json.js';
import { ignoredInContent, ignoredMembers, objectsIn, unusedInTools, unusedMembers } from '../nested-fields.js';
import { objectAt } from '../read.js';
import { chatNestedFields as table } from './chat-nested-fields.js';

/** What has no effect within the fields of a body that is valid, each name once. */
export function ignoredInChat(body: JsonObject): string[] {
  const names = [
    ...unusedMembers(body['stream_options'], 'stream_options', table),
    ...objectsIn(body['messages']).flatMap(ignoredInMessage),
    ...unusedInTools(body['tools'], table, (tool) => tool['function']),
    ...unusedMembers(objectAt(body['response_format'], 'json_schema'), 'response_format.json_schema', table),
  ];
  return [...new Set(names)];
}

function ignoredInMessage(message: JsonObject): string[] {
  return [
    ...ignoredMembers(message, `messages.${String(message['role'])}`, table),
    ...ignoredInContent(message['content'], table),
  ];
}
