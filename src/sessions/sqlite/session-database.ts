/** The tables of sessions.sqlite as kysely sees them; `migrations.ts` makes them. */
export interface SessionDatabase {
  sessions: SessionRow;
  turns: TurnRow;
  turn_views: TurnViewRow;
}

export interface SessionRow {
  key: string;
  agent_id: string;
  /** 0 or 1. */
  owner: number;
  head_turn_id: string | null;
  created_at: number;
  updated_at: number;
  bytes: number;
}

export interface TurnRow {
  id: string;
  session_key: string;
  parent_id: string | null;
  /** Order of writing within the session, from 1; a turn always comes after its parent. */
  seq: number;
  run_id: string;
  /** JSON, as are `output` and `visible`. */
  input: string;
  output: string;
  visible: string;
  created_at: number;
  bytes: number;
}

/** Made of its turn, and made anew where there is none of the version in force. */
export interface TurnViewRow {
  session_key: string;
  turn_id: string;
  version: number;
  /** JSON. */
  view: string;
}
