import type { JsonObject } from '../common/json.js';

/** What was said before a request, where the response that it goes on with is not kept on disk. */
export interface EarlierItems {
  /** Sent and answered, the oldest first. */
  items: readonly JsonObject[];
  /** The kept response after which the first of them came. */
  after: string | undefined;
}
