import {
  NamedSchema,
  choiceSchema,
  countSchema,
  flagSchema,
  listSchema,
  objectSchema,
  secondsSchema,
  textSchema,
} from '../../common/named-schema.js';

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
  model: { ...textSchema, description: 'The one that its agent asks first, as <provider>/<model id>.' },
};

export const sessionSchema = new NamedSchema('Session', objectSchema(sessionProperties));

export const sessionListSchema = new NamedSchema(
  'SessionList',
  objectSchema({
    object: choiceSchema(['list']),
    data: listSchema(sessionSchema),
    total: { ...countSchema, description: 'All that fit, whatever the limit.' },
    has_more: flagSchema,
  }),
);

const partSchema = {
  anyOf: [
    objectSchema({ type: choiceSchema(['text']), text: textSchema }),
    objectSchema({ type: choiceSchema(['tool_call']), id: textSchema, name: textSchema, arguments: {} }),
    objectSchema({ type: choiceSchema(['image']), mime_type: textSchema }),
  ],
};

const turnSchema = new NamedSchema(
  'Turn',
  objectSchema({
    object: choiceSchema(['openclaw.turn']),
    id: textSchema,
    run_id: textSchema,
    created_at: secondsSchema,
    messages: listSchema(
      objectSchema({ role: choiceSchema(['user', 'assistant', 'tool']), content: listSchema(partSchema) }),
    ),
  }),
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
      },
      { description: 'The turns of the session as it stands, oldest first.' },
    ),
  }),
);

export const deletedSessionSchema = new NamedSchema(
  'DeletedSession',
  objectSchema({
    object: choiceSchema(['openclaw.session.deleted']),
    key: textSchema,
    deleted: choiceSchema([true]),
  }),
);
