/** The schema of runs.sqlite, version by version. */
export const migrations: readonly string[] = [
  `
  create table runs (
    id text primary key,
    record text not null,
    events text,
    created_at integer not null
  ) strict;
  create index runs_by_age on runs (created_at);
  `,
  // A run that says much is read in portions. The first is where all of its events were before.
  `
  create table further_events (
    run_id text not null,
    number integer not null,
    events text not null,
    primary key (run_id, number)
  ) strict;
  `,
];
