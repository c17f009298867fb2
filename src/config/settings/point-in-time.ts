import { string } from './setting-types.js';

const written = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A day, which begins in UTC, or a time with its zone. Kept as written; `millisecondsOf` reads it. */
export const pointInTime = string(
  'a day such as "2027-01-31", or a time with its zone such as "2027-01-31T18:00:00Z"',
  (value) => written.test(value) && isOnCalendar(value),
);

/** Milliseconds since the epoch; not a number for what is no point in time. */
export function millisecondsOf(text: string): number {
  return pointInTime.accepts(text) ? Date.parse(text) : Number.NaN;
}

/** `Date` takes the 31st of February for a day in March. */
function isOnCalendar(value: string): boolean {
  const day = value.slice(0, 10);
  const parsed = Date.parse(day);
  return !Number.isNaN(Date.parse(value)) && !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day);
}
