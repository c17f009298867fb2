import { withGeneratedPart } from '../../common/generated-page.js';
import { markdownTable } from '../../common/markdown-table.js';
import { chatFields } from '../chat/chat-fields.js';
import { chatNestedFields } from '../chat/chat-nested-fields.js';
import { embeddingFields } from '../embeddings/embedding-fields.js';
import type { NestedEffect, NestedFields } from '../field-table.js';
import { responsesFields } from '../responses/responses-fields.js';
import { responsesNestedFields } from '../responses/responses-nested-fields.js';

/** A table of request fields, and the page that it stands in. */
export interface FieldsPage {
  /** The page, relative to the checkout. */
  name: string;
  /** The file in src that the table follows from. */
  source: string;
  fields: NestedFields[string];
}

export const fieldsPages: readonly FieldsPage[] = [
  { name: 'docs/api/fields.md', source: 'src/openai-wire/chat/chat-fields.ts', fields: chatFields },
  {
    name: 'docs/api/fields.md',
    source: 'src/openai-wire/chat/chat-nested-fields.ts',
    fields: withKinds(chatNestedFields),
  },
  { name: 'docs/api/fields.md', source: 'src/openai-wire/responses/responses-fields.ts', fields: responsesFields },
  {
    name: 'docs/api/fields.md',
    source: 'src/openai-wire/responses/responses-nested-fields.ts',
    fields: withKinds(responsesNestedFields),
  },
  { name: 'docs/api/embeddings.md', source: 'src/openai-wire/embeddings/embedding-fields.ts', fields: embeddingFields },
];

/** The page with its table of request fields as it should be now; what stands outside of the marks stays. */
export function withFieldsTable(page: string, { source, fields }: Pick<FieldsPage, 'source' | 'fields'>): string {
  const rows = Object.entries(fields).map(([name, { effect, note }]) => [`\`${name}\``, effectInWords(effect), note]);
  return withGeneratedPart(page, source, markdownTable([['Field', 'Effect', 'What happens'], ...rows]));
}

/** Each field by the name that it has where it is ignored. */
function withKinds(kinds: NestedFields): NestedFields[string] {
  const named = Object.entries(kinds).flatMap(([kind, fields]) =>
    Object.entries(fields).map(([name, field]) => [`${kind}.${name}`, field] as const),
  );
  return Object.fromEntries(named);
}

function effectInWords(effect: NestedEffect): string {
  switch (effect) {
    case 'honoured':
    case 'mapped':
    case 'ignored':
    case 'tolerated':
      return effect;
    case 'refused':
      return 'refused (400)';
  }
}
