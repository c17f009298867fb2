import { withGeneratedPart } from '../../common/generated-page.js';
import { markdownTable } from '../../common/markdown-table.js';
import type { FieldEffect } from '../chat/chat-fields.js';
import { chatFields } from '../chat/chat-fields.js';

/** The page with the table of request fields as it should be now; what stands outside of the marks stays. */
export function withChatFieldsTable(page: string): string {
  return withGeneratedPart(page, 'src/openai-wire/chat/chat-fields.ts', chatFieldsTable());
}

function chatFieldsTable(): string {
  const rows = Object.entries(chatFields).map(([name, { effect, note }]) => [
    `\`${name}\``,
    effectInWords(effect),
    note,
  ]);
  return markdownTable([['Field', 'Effect', 'What happens'], ...rows]);
}

function effectInWords(effect: FieldEffect): string {
  switch (effect) {
    case 'honoured':
    case 'mapped':
      return effect;
    case 'ignored':
      return 'ignored';
    case 'refused':
      return 'refused (400)';
  }
}
