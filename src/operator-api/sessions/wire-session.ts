/** A kept session in the answers of `/v1/sessions`. Times are seconds since the epoch. */
export interface WireSession {
  object: 'openclaw.session';
  key: string;
  agent_id: string;
  /** Whether the owner has written to it, so that nobody else may. */
  owner: boolean;
  created_at: number;
  updated_at: number;
  /** All that are stored, also those before a reset and on branches. */
  turns: number;
  bytes: number;
  has_active_run: boolean;
  /** `<provider>/<model id>` that its agent asks first; null where the agent is no longer configured. */
  model: string | null;
}

export interface WireSessionList {
  object: 'list';
  data: WireSession[];
  /** All that fit, whatever the limit. */
  total: number;
  has_more: boolean;
}

export type WireSessionWithHistory = WireSession & { history: WireHistory };

/** The turns of a session as it stands, oldest first. */
export interface WireHistory {
  object: 'list';
  data: WireTurn[];
  total: number;
  /** Whether there are turns before the first one here. */
  has_more: boolean;
}

export interface WireTurn {
  object: 'openclaw.turn';
  id: string;
  run_id: string;
  created_at: number;
  messages: WireTurnMessage[];
}

/** What was said, in order. Images and files stay where they are: only their kind is told. */
export interface WireTurnMessage {
  role: 'user' | 'assistant' | 'tool';
  content: WireTurnPart[];
}

export type WireTurnPart =
  | { type: 'text'; text: string }
  | { type: 'tool_call'; id: string; name: string; arguments: unknown }
  | { type: 'image'; mime_type: string };

export interface DeletedSession {
  object: 'openclaw.session.deleted';
  key: string;
  deleted: true;
}
