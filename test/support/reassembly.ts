import fc from 'fast-check';
import type { ReceiptDetail } from '../../src/openai-wire/tool-receipt.js';

/** Milliseconds. Thousands of streams take long on a busy machine. */
export const reassemblyTimeout = 900_000;

/** Sizes of the pieces that bytes arrive in. They cut anywhere, also within a character; a large one keeps the time short. */
export const pieceSizes = fc
  .array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 3 })
  .map((sizes) => [...sizes, 2_000]);

/** What an answer tells of the agent's own calls; often nothing. */
export const receiptChoice = fc
  .constantFrom<(ReceiptDetail | undefined)[]>(undefined, 'full', 'names')
  .map((receipts) => (receipts === undefined ? {} : { receipts }));

export async function joinedText(items: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const item of items) text += item;
  return text;
}
