import {
  type JsonSchema,
  NamedSchema,
  choiceSchema,
  listSchema,
  nullable,
  objectSchema,
  textSchema,
} from '../../common/named-schema.js';
import { toolCallSchema } from './chat-completion.schema.js';

const textPart = objectSchema({ type: choiceSchema(['text']), text: textSchema });
const refusalPart = objectSchema({ type: choiceSchema(['refusal']), refusal: textSchema });

const imagePart = objectSchema({
  type: choiceSchema(['image_url']),
  image_url: objectSchema(
    {
      url: { ...textSchema, description: 'A `data:` URI; an http(s) URL only where images.allowUrl is on.' },
      detail: choiceSchema(['auto', 'low', 'high', 'original', null]),
    },
    { optional: ['detail'] },
  ),
});

const filePart = objectSchema({
  type: choiceSchema(['file']),
  file: objectSchema(
    {
      file_data: { ...textSchema, description: 'base64, or a `data:` URI: text, PDF or an image.' },
      filename: nullable(textSchema),
    },
    { optional: ['filename'] },
  ),
});

function contentOf(...parts: JsonSchema[]) {
  return { anyOf: [textSchema, { ...listSchema({ anyOf: parts }), minItems: 1 }] };
}

const systemMessage = objectSchema({ role: choiceSchema(['system', 'developer']), content: contentOf(textPart) });

const userMessage = objectSchema(
  { role: choiceSchema(['user']), content: contentOf(textPart, imagePart, filePart), name: nullable(textSchema) },
  { optional: ['name'] },
);

const assistantMessage = {
  ...objectSchema(
    {
      role: choiceSchema(['assistant']),
      content: nullable(contentOf(textPart, refusalPart)),
      refusal: nullable(textSchema),
      tool_calls: nullable(listSchema(toolCallSchema)),
    },
    { optional: ['content', 'refusal', 'tool_calls'] },
  ),
  description: 'Has a content, a refusal or tool calls.',
};

const toolMessage = objectSchema({
  role: choiceSchema(['tool']),
  tool_call_id: textSchema,
  content: contentOf(textPart),
});

/** What `readMessages` takes, each of them. */
export const chatMessageSchema = new NamedSchema('ChatMessage', {
  anyOf: [systemMessage, userMessage, assistantMessage, toolMessage],
});
