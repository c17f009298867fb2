import type { ParameterDescription } from '../http/describes.decorator.js';

/** Pieces of descriptions that sessions and runs share. */

export const sessionKeyParameter: ParameterDescription = {
  name: 'key',
  in: 'path',
  description: 'The whole key, percent-encoded; or a name within the default agent.',
  schema: { type: 'string' },
};

export const runIdParameter: ParameterDescription = {
  name: 'id',
  in: 'path',
  description: 'As `x-openclaw-run-id` of an answer has it.',
  schema: { type: 'string' },
};

export const agentParameter: ParameterDescription = {
  name: 'agent',
  in: 'query',
  description: 'Only those of this agent.',
  schema: { type: 'string' },
};

export function limitParameter({ most, otherwise }: { most: number; otherwise: number }): ParameterDescription {
  return {
    name: 'limit',
    in: 'query',
    description: 'At most so many.',
    schema: { type: 'integer', minimum: 1, maximum: most, default: otherwise },
  };
}
