import { invalidValue } from '../../common/request-errors.js';
import { type Query, readCount } from '../read-query.js';

const headerName = 'Last-Event-ID';

/** Where a reader of a run's events wants to begin; `end` is the index of the next event. */
export interface StartRequest {
  query: Query;
  lastEventId: string | undefined;
  end: number;
}

/** Index of the first event for the reader. Throws 400 for what is no index of an event that there has been. */
export function readStart({ query, lastEventId, end }: StartRequest): number {
  const isHeader = lastEventId !== undefined && lastEventId !== '';
  const name = isHeader ? headerName : 'after';
  const most = Number.MAX_SAFE_INTEGER;
  const after = readCount(isHeader ? { [name]: lastEventId } : query, name, { least: 0, most });
  if (after === undefined) return 0;
  if (after < end) return after + 1;
  throw invalidValue(
    name,
    `the run has said ${end} events so far, counted from 0; leave it out to begin with the first`,
  );
}
