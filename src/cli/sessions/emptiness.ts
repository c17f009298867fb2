import { counted } from '../../common/describe-amount.js';

/** Why a session has no turns to show; `stored` are those that are kept all the same, from before it was reset. */
export function emptiness(stored: number): string {
  if (stored === 0) return 'Nothing has been said in this session yet.';
  const are = stored === 1 ? 'is' : 'are';
  return `Nothing since it was reset; ${counted(stored, 'earlier turn')} ${are} stored until it is deleted.`;
}
