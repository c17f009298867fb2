import { getMetadataStorage } from 'class-validator';
import { ChatRequestDto } from './chat-request.dto.js';

interface FieldRule {
  name?: string;
  each: boolean;
  limit: unknown;
}

/** JSON Schema of each plain field of the request, read from the decorators that check it; `null` counts as absent. */
export function plainFieldSchemas(): Record<string, object> {
  const rules = Object.groupBy(
    getMetadataStorage().getTargetValidationMetadatas(ChatRequestDto, '', true, false),
    ({ propertyName }) => propertyName,
  );
  return Object.fromEntries(
    Object.entries(rules).map(([field, checks = []]) => {
      const read = checks.map(({ name, each, constraints }): FieldRule => {
        const given: unknown = constraints;
        return { ...(name ? { name } : {}), each, limit: Array.isArray(given) ? given[0] : undefined };
      });
      return [field, { anyOf: [...alternativesOf(field, read), { type: 'null' }] }];
    }),
  );
}

/** A field that is text or a list of texts has only the rules of the list among its decorators. */
function alternativesOf(field: string, rules: readonly FieldRule[]): object[] {
  const keywords = merged(rules.filter(({ each }) => !each));
  const items = merged(rules.filter(({ each }) => each));
  const schema = 'type' in items ? { ...keywords, items } : keywords;
  return field === 'stop' ? [{ type: 'string' }, schema] : [schema];
}

function merged(rules: readonly FieldRule[]): object {
  return Object.assign({}, ...rules.map(toKeywords)) as object;
}

/** Throws for a decorator that has no counterpart here yet. */
function toKeywords({ name, limit }: FieldRule): object {
  switch (name) {
    case undefined:
    case 'isOptional':
      return {};
    case 'isString':
      return { type: 'string' };
    case 'isBoolean':
      return { type: 'boolean' };
    case 'isObject':
      return { type: 'object' };
    case 'isArray':
      return { type: 'array' };
    case 'isInt':
      return { type: 'integer' };
    case 'isNumber':
      return { type: 'number' };
    case 'min':
      return { minimum: limit };
    case 'max':
      return { maximum: limit };
    case 'maxLength':
      return { maxLength: limit };
    case 'arrayMaxSize':
      return { maxItems: limit };
    case 'isIn':
      return { enum: limit };
    default:
      throw new Error(`No keyword of JSON Schema is known for the check '${name}'; add one here.`);
  }
}
