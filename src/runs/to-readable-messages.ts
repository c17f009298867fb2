import type { ImagePart, Message, TextPart } from '../common/conversation.js';
import type { ResolvedModel } from '../providers/resolved-model.js';

const unreadImage: TextPart = { type: 'text', text: '[an image, which the model does not read]' };

/** The messages as the model can read them: images, which tools and earlier models bring, become a note where it reads none. */
export function toReadableMessages(messages: readonly Message[], { input }: Pick<ResolvedModel, 'input'>): Message[] {
  return input.includes('image') ? [...messages] : messages.map(withoutImages);
}

function withoutImages(message: Message): Message {
  switch (message.role) {
    case 'assistant':
      return message;
    case 'user':
      return { ...message, content: message.content.map(noted) };
    case 'tool':
      return { ...message, content: message.content.map(noted) };
  }
}

function noted<Part extends { type: string }>(part: Part | ImagePart): Exclude<Part, ImagePart> | TextPart {
  return part.type === 'image' ? unreadImage : (part as Exclude<Part, ImagePart>);
}
