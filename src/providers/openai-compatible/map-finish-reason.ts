import type { FinishReason } from '../../common/conversation.js';

/**
 * Many providers say `stop` beside tool calls, and some name a reason of their own; a reason that is unknown or missing
 * is an ordinary end.
 */
export function mapFinishReason(reason: string | undefined, hasToolCalls: boolean): FinishReason {
  switch (reason) {
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case 'content_filter':
    case 'safety':
      return 'content-filter';
    case undefined:
    default:
      return hasToolCalls ? 'tool-calls' : 'stop';
  }
}
