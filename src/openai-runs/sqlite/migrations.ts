/** The schema of calls.sqlite, version by version. */
export const migrations: readonly string[] = [
  `
  create table calls (
    id text primary key,
    has_key integer not null,
    fingerprint text not null,
    side_effect integer not null,
    run_id text not null,
    owns_events integer not null,
    answer text not null,
    created_at integer not null,
    expires_at integer not null
  ) strict;
  create index calls_by_age on calls (created_at);
  create index calls_by_fingerprint on calls (fingerprint, created_at) where has_key = 0;
  `,
  // Of the calls that there are, neither is known: they belong to nobody, and their answers are given to nobody.
  `
  alter table calls add column credential_id text not null default '';
  alter table calls add column rights text not null default '';
  create index calls_by_run on calls (run_id);
  `,
];
