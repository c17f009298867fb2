/** The schema of responses.sqlite, version by version. */
export const migrations: readonly string[] = [
  `
  create table responses (
    id text primary key,
    run_id text not null,
    session_key text not null,
    body text not null,
    created_at integer not null
  ) strict;
  create index responses_by_age on responses (created_at, id);
  create index responses_by_session on responses (session_key);
  `,
  // Null where the body holds the input too. It comes last, because whatever follows it can only be read through it.
  'alter table responses add column input text;',
];
