import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { AssistantMessage, Message } from '../common/conversation.js';
import { Ids } from '../common/ids.js';
import { answerOpenCalls } from './answer-open-calls.js';
import { checkToolResults } from './check-tool-results.js';
import { type HistoryBounds, readHistory } from './read-history.js';
import { type Reconciled, followingTurns, reconcileHistory } from './reconcile-history.js';
import type { SessionKey } from './session-key.js';
import { SessionPrunerService } from './session-pruner.service.js';
import {
  type SessionIdentity,
  type SessionOutline,
  SessionStore,
  type Turn,
  type TurnOutline,
} from './session-store.port.js';
import type { SessionWords } from './session-words.js';
import { SessionOwnerOnlyError, TurnNotKeptError } from './session.errors.js';

export interface OpenSessionRequest {
  key: string;
  kind: SessionKey['kind'];
  agentId: string;
  isOwner: boolean;
  /** How the caller calls what it chose the session by. Default: as the headers. */
  words?: SessionWords | undefined;
  /** All that the client sent but system and developer messages, in order. */
  incoming: Message[];
  /** The request's field that an error names; `messages` where it is absent. */
  param?: string | undefined;
  /** The turn to go on after, whatever came after it; `incoming` is then new as a whole. */
  after?: PrecedingTurn | undefined;
  /** Keeps no turn; default false. */
  readOnly?: boolean | undefined;
  /** How much of what precedes is read; default: all of it. */
  bounds?: HistoryBounds | undefined;
}

/** The turn that a run has left. */
export interface PrecedingTurn {
  runId: string;
  /** Name of the request's field that chose it, for errors. */
  param: string;
}

export interface OpenSession {
  /** What precedes, as it goes upstream, as far as a model may be sent it. */
  history: Message[];
  /** What comes before `history`, as far as it was read. */
  older: Message[];
  /** How many messages precede, read or not. */
  earlierMessages: number;
  /** What the client adds; the conversation of this run is `history` and then these. */
  newMessages: Message[];
  /** Keeps the turn. On disk when it resolves; nothing is kept when it rejects. A second call writes nothing more. */
  commit(result: RunResult): Promise<void>;
}

export interface RunResult {
  runId: string;
  /** Everything the model and the agent's own tools said, in order. */
  output: Message[];
  /** What the client was shown of it. */
  visible: AssistantMessage;
}

/** Whoever opens a session holds its lane (`SessionLanes`) from before `open` until after `commit`. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(SessionStore) private readonly store: SessionStore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
    private readonly pruner: SessionPrunerService,
  ) {}

  /**
   * Throws `SessionOwnerOnlyError`, `TurnNotKeptError`, and `SessionDamagedError` or `SessionStoreError` when the session cannot
   * be read.
   */
  async open(request: OpenSessionRequest): Promise<OpenSession> {
    if (request.kind === 'fresh') return stateless(request);
    const stored = await this.outline(request);
    if (stored?.owner && !request.isOwner) throw new SessionOwnerOnlyError(request.words);
    const path = stored?.path ?? [];
    const reconciled = request.after
      ? followingTurns(path, request.incoming)
      : reconcileHistory(path, request.incoming);
    const identity = { key: request.key, agentId: request.agentId, owner: request.isOwner };
    return {
      ...(await this.read(request, reconciled)),
      commit: request.readOnly ? () => Promise.resolve() : this.committer(identity, reconciled),
    };
  }

  private async outline({ key, after }: OpenSessionRequest): Promise<SessionOutline | undefined> {
    const stored = await this.store.outline(key, after?.runId);
    if (after && !stored) throw new TurnNotKeptError(after.param);
    return stored;
  }

  /** What is left out ends before a message of the user, so that it neither calls nor answers for what follows. */
  private async read(
    { key, param, bounds }: OpenSessionRequest,
    reconciled: Reconciled<TurnOutline>,
  ): Promise<Omit<OpenSession, 'commit'>> {
    const { newMessages } = reconciled;
    const { older, newest, skipped } = await readHistory(this.store, key, reconciled, bounds);
    checkToolResults(newest, newMessages, param);
    const history = answerOpenCalls(newest, newMessages);
    return { older, history, newMessages, earlierMessages: skipped + history.length };
  }

  /** The id is made once, so that a repeated commit is the same turn. */
  private committer(
    session: SessionIdentity,
    { parentId, newMessages }: Reconciled<TurnOutline>,
  ): OpenSession['commit'] {
    const id = this.ids.prefixed('turn-');
    return async (result) => {
      const turn: Turn = { id, parentId, input: newMessages, ...result, createdAt: this.clock.now() };
      this.pruner.turnWritten(await this.store.append(session, turn));
    };
  }
}

function stateless({ incoming, param }: OpenSessionRequest): OpenSession {
  checkToolResults([], incoming, param);
  const newMessages = answerOpenCalls(incoming, []);
  return { older: [], history: [], newMessages, earlierMessages: 0, commit: () => Promise.resolve() };
}
