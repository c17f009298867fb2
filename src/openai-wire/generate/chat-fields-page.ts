import type { FieldEffect } from '../chat/chat-fields.js';
import { chatFields } from '../chat/chat-fields.js';

const startMark = '<!-- generated from src/openai-wire/chat/chat-fields.ts: start -->';
const endMark = '<!-- generated from src/openai-wire/chat/chat-fields.ts: end -->';

/** The page with the table of request fields as it should be now; what stands outside of the marks stays. */
export function withChatFieldsTable(page: string): string {
  const start = page.indexOf(startMark);
  const end = page.indexOf(endMark);
  if (start < 0 || end < start) throw new Error(`The page has lost its marks: ${startMark} … ${endMark}`);
  return `${page.slice(0, start + startMark.length)}\n\n${chatFieldsTable()}\n\n${page.slice(end)}`;
}

function chatFieldsTable(): string {
  const rows = Object.entries(chatFields).map(([name, { effect, note }]) => [
    `\`${name}\``,
    effectInWords(effect),
    note,
  ]);
  const lines = [['Field', 'Effect', 'What happens'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  const [head = '', ...body] = lines.map((cells) => tableLine(cells.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [head, tableLine(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
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
