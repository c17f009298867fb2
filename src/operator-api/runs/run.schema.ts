import {
  type JsonSchema,
  NamedSchema,
  choiceSchema,
  countSchema,
  flagSchema,
  listSchema,
  nullable,
  objectSchema,
  secondsSchema,
  textSchema,
} from '../../common/named-schema.js';
import { toldErrorSchema } from '../../openai-wire/error-envelope.schema.js';
import { finishReasonSchema } from '../../openai-wire/finish-reason.schema.js';
import { completionUsageSchema } from '../../openai-wire/usage.schema.js';
import { runStatuses } from '../../runs/journal/run-record.js';
import { runOwnerReasons } from '../../runs/run-request.js';
import { type WireRun, type WireRunList, statusTexts } from './wire-run.js';

const describedStatuses = runStatuses.map((status) => `\`${status}\`: ${statusTexts[status]}`);

export const runStatusSchema = new NamedSchema(
  'RunStatus',
  choiceSchema(runStatuses, `${describedStatuses.join('; ')}.`),
);

export const runSchema = new NamedSchema(
  'Run',
  objectSchema(
    {
      object: choiceSchema(['openclaw.run']),
      id: textSchema,
      status: runStatusSchema,
      agent_id: textSchema,
      session_key: textSchema,
      session_kept: { ...flagSchema, description: 'False for a stateless call, of which nothing is kept.' },
      owner: objectSchema({ is_owner: flagSchema, because: choiceSchema(runOwnerReasons) } satisfies Record<
        keyof WireRun['owner'],
        JsonSchema
      >),
      asked: { ...textSchema, description: 'What the caller said last, shortened.' },
      created_at: secondsSchema,
      started_at: nullable(secondsSchema),
      ended_at: nullable(secondsSchema),
      events: { ...countSchema, description: 'How many it has said so far.' },
      model: { ...nullable(textSchema), description: 'The one that answered, as <provider>/<model id>.' },
      finish_reason: nullable(finishReasonSchema),
      usage: nullable(completionUsageSchema),
      error: nullable(toldErrorSchema),
    } satisfies Record<keyof WireRun, JsonSchema>,
    { description: 'What has not happened yet, or never will, is null.' },
  ),
);

export const runListSchema = new NamedSchema(
  'RunList',
  objectSchema({
    object: choiceSchema(['list']),
    data: listSchema(runSchema),
    total: { ...countSchema, description: 'All that fit, whatever the limit.' },
    has_more: flagSchema,
  } satisfies Record<keyof WireRunList, JsonSchema>),
);
