import {
  type JsonSchema,
  NamedSchema,
  choiceSchema,
  countSchema,
  objectSchema,
  textSchema,
} from '../../common/named-schema.js';
import { toldErrorSchema } from '../../openai-wire/error-envelope.schema.js';
import { finishReasonSchema } from '../../openai-wire/finish-reason.schema.js';
import { completionUsageSchema } from '../../openai-wire/usage.schema.js';
import { toolOutcomes } from '../../tools/tool.port.js';
import type { LostEvents, WireRunEvent } from './wire-run-event.js';

type Fields<Event> = Event extends unknown ? Readonly<Record<Exclude<keyof Event, 'type'>, JsonSchema>> : never;
type FieldsByType = {
  [Type in (WireRunEvent | LostEvents)['type']]: Fields<Extract<WireRunEvent | LostEvents, { type: Type }>>;
};

const fieldsByType: FieldsByType = {
  'model-start': {},
  'text-delta': { text: textSchema },
  'refusal-delta': { text: textSchema },
  'reasoning-delta': { text: textSchema },
  'client-tool-call-start': { index: countSchema, id: textSchema, name: textSchema },
  'client-tool-call-delta': { index: countSchema, arguments_delta: textSchema },
  'tool-start': { call_id: textSchema, name: textSchema, arguments: textSchema },
  'tool-progress': { call_id: textSchema, name: textSchema, text: textSchema },
  'tool-end': {
    call_id: textSchema,
    name: textSchema,
    outcome: choiceSchema(toolOutcomes),
    result: { ...textSchema, description: 'The beginning of what the model gets.' },
  },
  'run-end': { finish_reason: finishReasonSchema, usage: completionUsageSchema, model: textSchema },
  'run-error': { error: toldErrorSchema },
  'events.lost': { count: { type: 'integer', minimum: 1 } },
};

/** The data of each event of `GET /v1/runs/{id}/events`. */
export const runEventSchema = new NamedSchema('RunEvent', {
  description:
    'The event is named by its `type` and has its index in the run, counted from 0, as its id. `run-end` or `run-error` ' +
    'comes last. `events.lost` stands for events that are forgotten, and has the index of the last of them.',
  anyOf: Object.entries(fieldsByType).map(([type, fields]) => objectSchema({ type: choiceSchema([type]), ...fields })),
});
