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
import type {
  DeletedSession,
  WireHistory,
  WireSession,
  WireSessionList,
  WireSessionWithHistory,
  WireTurn,
  WireTurnMessage,
  WireTurnPart,
} from './wire-session.js';

const sessionProperties = {
  object: choiceSchema(['openclaw.session']),
  key: textSchema,
  agent_id: textSchema,
  owner: { ...flagSchema, description: 'Whether the owner has written to it, so that nobody else may.' },
  created_at: secondsSchema,
  updated_at: secondsSchema,
  turns: { ...countSchema, description: 'All that are stored, also those before a reset and on branches.' },
  bytes: countSchema,
  has_active_run: flagSchema,
  model: {
    ...nullable(textSchema),
    description: 'The one that its agent asks first, as <provider>/<model id>; null where the agent is not configured.',
  },
} satisfies Record<keyof WireSession, JsonSchema>;

export const sessionSchema = new NamedSchema('Session', objectSchema(sessionProperties));

export const sessionListSchema = new NamedSchema(
  'SessionList',
  objectSchema({
    object: choiceSchema(['list']),
    data: listSchema(sessionSchema),
    total: { ...countSchema, description: 'All that fit, whatever the limit.' },
    has_more: flagSchema,
  } satisfies Record<keyof WireSessionList, JsonSchema>),
);

type PartFields = {
  [Type in WireTurnPart['type']]: Readonly<
    Record<Exclude<keyof Extract<WireTurnPart, { type: Type }>, 'type'>, JsonSchema>
  >;
};

const partFields: PartFields = {
  text: { text: textSchema },
  tool_call: { id: textSchema, name: textSchema, arguments: {} },
  image: { mime_type: textSchema },
};

const partSchema = {
  anyOf: Object.entries(partFields).map(([type, fields]) => objectSchema({ type: choiceSchema([type]), ...fields })),
};

const roles: Readonly<Record<WireTurnMessage['role'], true>> = { user: true, assistant: true, tool: true };

const turnSchema = new NamedSchema(
  'Turn',
  objectSchema({
    object: choiceSchema(['openclaw.turn']),
    id: textSchema,
    run_id: textSchema,
    created_at: secondsSchema,
    messages: listSchema(
      objectSchema({ role: choiceSchema(Object.keys(roles)), content: listSchema(partSchema) } satisfies Record<
        keyof WireTurnMessage,
        JsonSchema
      >),
    ),
  } satisfies Record<keyof WireTurn, JsonSchema>),
);

export const sessionWithHistorySchema = new NamedSchema(
  'SessionWithHistory',
  objectSchema({
    ...sessionProperties,
    history: objectSchema(
      {
        object: choiceSchema(['list']),
        data: listSchema(turnSchema),
        total: countSchema,
        has_more: { ...flagSchema, description: 'Whether there are turns before the first one here.' },
      } satisfies Record<keyof WireHistory, JsonSchema>,
      { description: 'The turns of the session as it stands, oldest first.' },
    ),
  } satisfies Record<keyof WireSessionWithHistory, JsonSchema>),
);

export const deletedSessionSchema = new NamedSchema(
  'DeletedSession',
  objectSchema({
    object: choiceSchema(['openclaw.session.deleted']),
    key: textSchema,
    deleted: choiceSchema([true]),
  } satisfies Record<keyof DeletedSession, JsonSchema>),
);
