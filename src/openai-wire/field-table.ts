import type { JsonObject } from '../common/json.js';
import { invalidValue, unsupportedParameter } from '../common/request-errors.js';

/**
 * What becomes of a field of a request:
 * `honoured` it has its documented effect · `mapped` it has it in another form · `ignored` it has none here, can do no harm, and
 * is named in the answer's `x-openclaw-ignored-fields` · `refused` status 400, because leaving it out would change the answer.
 */
export type FieldEffect = 'honoured' | 'mapped' | 'ignored' | 'refused';

/** One row a field of an endpoint; `note` tells a user what happens, or what to use instead. */
export type FieldTable = Readonly<Record<string, { effect: FieldEffect; note: string }>>;

/** As `FieldEffect`; `tolerated` is part of earlier answers, comes back with them, says nothing, and is not named. */
export type NestedEffect = FieldEffect | 'tolerated';

/** The fields of each kind of object within a request, e.g. of `messages.user`. Ignored ones are named with their kind. */
export type NestedFields = Readonly<Record<string, Readonly<Record<string, { effect: NestedEffect; note: string }>>>>;

/**
 * What becomes of fields that have no effect: `strict` refuses them; `warn` accepts and names them; `lenient` accepts them
 * without a word.
 */
export interface ReadOptions {
  compat: 'lenient' | 'warn' | 'strict';
}

const maxFields = 200;

/** The names of the fields without effect, unknown ones included; throws for those that are refused. */
export function sortFields(body: JsonObject, table: FieldTable): string[] {
  const ignored: string[] = [];
  const names = Object.keys(body);
  if (names.length > maxFields) throw invalidValue('body', `expected at most ${maxFields} fields`);
  for (const name of names) {
    const field = Object.hasOwn(table, name) ? table[name] : undefined;
    if (body[name] === null || field?.effect === 'honoured' || field?.effect === 'mapped') continue;
    if (field?.effect === 'refused') throw unsupportedParameter(name, `'${name}' is not supported. ${field.note}`);
    ignored.push(name);
  }
  return ignored;
}

/** Which of the fields without effect are to be named; throws 400 for the first where they are not accepted. */
export function namedFields(ignored: string[], { compat }: ReadOptions): string[] {
  const [first] = ignored;
  if (compat === 'strict' && first !== undefined)
    throw unsupportedParameter(first, `'${first.slice(0, 64)}' has no effect here; leave it out.`);
  return compat === 'lenient' ? [] : ignored;
}
