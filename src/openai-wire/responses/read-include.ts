import { unsupportedValue } from '../../common/request-errors.js';
import { readArray, readString } from '../read.js';

/** More entries than OpenAI has values. */
const maxIncludes = 100;

/** Asks for the agent's calls of its own tools. */
const receipts = 'openclaw.tool_calls';

export function wantsReceipts(include: unknown): boolean {
  return Array.isArray(include) && include.includes(receipts);
}

/** What `include` asks for in vain, as paths. Throws 400 for what would be missed in the answer. */
export function readInclude(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return readArray(value, 'include', maxIncludes).flatMap((entry, index) => {
    const wanted = readString(entry, `include[${index}]`);
    if (wanted === 'message.output_text.logprobs')
      throw unsupportedValue(`include[${index}]`, 'There are no log probabilities here; leave it out.');
    // The item of the reasoning holds all of it, so there is nothing to encrypt.
    return wanted === 'reasoning.encrypted_content' || wanted === receipts ? [] : [`include.${wanted}`];
  });
}
