/**
 * SQL that takes the schema one version further; the number of those applied is the file's `user_version`. Add at the end,
 * never change one that has been released.
 */
export const migrations: readonly string[] = [
  `
  create table sessions (
    key text primary key,
    agent_id text not null,
    owner integer not null,
    head_turn_id text,
    created_at integer not null,
    updated_at integer not null,
    bytes integer not null
  ) strict;
  create index sessions_by_use on sessions (updated_at);

  create table turns (
    id text not null,
    session_key text not null references sessions (key) on delete cascade,
    parent_id text,
    seq integer not null,
    run_id text not null,
    input text not null,
    output text not null,
    visible text not null,
    created_at integer not null,
    bytes integer not null,
    primary key (session_key, id),
    foreign key (session_key, parent_id) references turns (session_key, id)
  ) strict;
  create unique index turns_in_order on turns (session_key, seq);
  create index turns_by_parent on turns (session_key, parent_id);
  `,
  'create index turns_by_run on turns (session_key, run_id);',
  // A table of its own, because whatever follows large texts in a row can only be read through them.
  `
  create table turn_views (
    session_key text not null,
    turn_id text not null,
    version integer not null,
    view text not null,
    primary key (session_key, turn_id),
    foreign key (session_key, turn_id) references turns (session_key, id) on delete cascade
  ) strict;
  `,
];
