import { millisecondsOf } from '../../config/settings/point-in-time.js';
import { duration } from '../../config/settings/quantities.js';
import { usageError } from '../usage-error.js';

const tenYears = 3_650 * 86_400_000;
const lifetime = duration({ min: 1_000, max: tenYears });
const overlap = duration({ min: 0, max: 90 * 86_400_000 });

/** The end of a lifetime, as the key file has it: of a duration from `now` on, or a point in time to come. */
export function readExpiry(given: string, now: number): string {
  const end = millisecondsOf(given.trim());
  if (!Number.isNaN(end)) return checked(given.trim(), end, now);
  if (!lifetime.accepts(given)) {
    throw usageError(
      '--expires must be a duration such as "30d", in d, h, m or s and at most 3650d, or a time to come such as "2027-01-31", ' +
        `but is "${given.slice(0, 64)}".`,
    );
  }
  return new Date(now + Number(lifetime.parse?.(given))).toISOString();
}

/** Milliseconds; `0` alone needs no unit. */
export function readOverlap(given: string): number {
  const written = given.trim() === '0' ? '0s' : given;
  if (!overlap.accepts(written)) {
    throw usageError(
      `--overlap must be a duration such as "10m", or 0, at most 90 days; it is "${given.slice(0, 64)}".`,
    );
  }
  return Number(overlap.parse?.(written));
}

function checked(given: string, end: number, now: number): string {
  if (end <= now) throw usageError(`--expires is "${given}", which is over already.`);
  if (end - now > tenYears) throw usageError(`--expires is "${given}"; that is more than 3650 days from now.`);
  return given;
}
