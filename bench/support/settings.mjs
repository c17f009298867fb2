import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** Parts of the bench, in the order in which they run and stand on the page. */
const parts = ['loads', 'connections', 'egress'];

/** Reads the command line; throws for what is no setting of the bench. */
export function readSettings() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      gateway: { type: 'string' },
    },
  });
  const { quick, write, only } = values;
  if (only !== undefined && !parts.includes(only)) throw new Error(`--only takes one of: ${parts.join(', ')}.`);
  const main = values.gateway ?? new URL('../../dist/main.js', import.meta.url).pathname;
  if (!existsSync(main)) throw new Error(`${main} does not exist: run "npm run build" first.`);
  return {
    main,
    write,
    parts: only === undefined ? parts : [only],
    rounds: Number(values.rounds ?? (quick ? 1 : 5)),
    seconds: Number(values.seconds ?? (quick ? 0.5 : 2)),
    starts: quick ? 1 : 5,
    connections: { rounds: Number(values.rounds ?? (quick ? 1 : 3)), count: 1_000 },
  };
}
