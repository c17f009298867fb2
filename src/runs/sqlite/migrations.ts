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
];
