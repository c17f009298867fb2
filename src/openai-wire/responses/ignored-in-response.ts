import type { JsonObject } from '../../common/json.js';
import { ignoredInContent, ignoredMembers, objectsIn, unusedInTools, unusedMembers } from '../nested-fields.js';
import { objectAt } from '../read.js';
import { untypedIs } from './input-item.js';
import { responsesNestedFields as table } from './responses-nested-fields.js';

/** What has no effect within the fields of a body that is valid, each name once. */
export function ignoredInResponse(body: JsonObject): string[] {
  const names = [
    ...unusedMembers(body['stream_options'], 'stream_options', table),
    ...objectsIn(body['input']).flatMap(ignoredInItem),
    ...unusedInTools(body['tools'], table, (tool) => tool),
    ...unusedMembers(body['reasoning'], 'reasoning', table),
    ...unusedMembers(body['text'], 'text', table),
    ...unusedMembers(objectAt(body['text'], 'format'), 'text.format', table),
  ];
  return [...new Set(names)];
}

function ignoredInItem(item: JsonObject): string[] {
  const { type, content, output } = item;
  return [
    ...ignoredMembers(item, `input.${typeof type === 'string' ? type : untypedIs(item)}`, table),
    ...ignoredInContent(content, table),
    ...ignoredInContent(output, table),
  ];
}
