import { invalidValue } from '../../common/request-errors.js';

/** Stands for what was summed up of a conversation. */
export interface CompactionItem {
  id: string;
  type: 'compaction';
  /** The summary, in a form that only this gateway reads; encoded, not secret. */
  encrypted_content: string;
}

/** Tells our items from those of other services, and leaves room for another form. */
const prefix = 'openclaw-1.';

/** `ending` is that of the ids of the answer's items. */
export function toCompactionItem(ending: string, summary: string): CompactionItem {
  const encoded = Buffer.from(summary, 'utf8').toString('base64url');
  return { id: `cmp_${ending}`, type: 'compaction', encrypted_content: `${prefix}${encoded}` };
}

/** The summary that `toCompactionItem` put there; throws status 400 for what is not whole or comes from elsewhere. */
export function readCompaction(content: string, path: string): string {
  const encoded = content.slice(prefix.length);
  const bytes = Buffer.from(encoded, 'base64url');
  const isOurs = content.startsWith(prefix) && encoded !== '' && bytes.toString('base64url') === encoded;
  if (!isOurs) {
    throw invalidValue(path, 'expected the content of an item that POST /v1/responses/compact of this gateway gave');
  }
  return bytes.toString('utf8');
}
