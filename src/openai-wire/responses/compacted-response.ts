import type { JsonObject } from '../../common/json.js';
import type { CompactionItem } from './compaction-item.js';
import type { ResponseUsage } from './response-usage.js';

/** The answer of a compaction: the items to go on with in place of those that were sent. */
export interface CompactedResponse {
  id: string;
  object: 'response.compaction';
  /** Seconds since the epoch. */
  created_at: number;
  output: (JsonObject | CompactionItem)[];
  usage: ResponseUsage;
}
