import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { AssistantMessage, Message } from '../common/conversation.js';
import { Ids } from '../common/ids.js';
import { answerOpenCalls } from './answer-open-calls.js';
import { checkToolResults } from './check-tool-results.js';
import { type Reconciled, reconcileHistory } from './reconcile-history.js';
import type { SessionKey } from './session-key.js';
import { SessionPrunerService } from './session-pruner.service.js';
import { type SessionIdentity, SessionStore, type Turn } from './session-store.port.js';
import type { SessionWords } from './session-words.js';
import { SessionOwnerOnlyError } from './session.errors.js';

export interface OpenSessionRequest {
  key: string;
  kind: SessionKey['kind'];
  agentId: string;
  isOwner: boolean;
  /** How the caller calls what it chose the session by. Default: as the headers. */
  words?: SessionWords | undefined;
  /** All that the client sent but system and developer messages, in order. */
  incoming: Message[];
}

export interface OpenSession {
  /** What precedes, as it goes upstream. */
  history: Message[];
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

  /** Throws `SessionOwnerOnlyError`, and `SessionDamagedError` or `SessionStoreError` when the session cannot be read. */
  async open(request: OpenSessionRequest): Promise<OpenSession> {
    if (request.kind === 'fresh') return stateless(request.incoming);
    const stored = await this.store.load(request.key);
    if (stored?.owner && !request.isOwner) throw new SessionOwnerOnlyError(request.words);
    const reconciled = reconcileHistory(stored?.turns ?? [], request.incoming);
    checkToolResults(flatten(reconciled.path), reconciled.newMessages);
    const identity = { key: request.key, agentId: request.agentId, owner: request.isOwner };
    return {
      history: answerOpenCalls(flatten(reconciled.path), reconciled.newMessages),
      newMessages: reconciled.newMessages,
      commit: this.committer(identity, reconciled),
    };
  }

  /** The id is made once, so that a repeated commit is the same turn. */
  private committer(session: SessionIdentity, { parentId, newMessages }: Reconciled): OpenSession['commit'] {
    const id = this.ids.prefixed('turn-');
    return async (result) => {
      const turn: Turn = { id, parentId, input: newMessages, ...result, createdAt: this.clock.now() };
      await this.store.append(session, turn);
      this.pruner.turnWritten();
    };
  }
}

function stateless(incoming: Message[]): OpenSession {
  checkToolResults([], incoming);
  return { history: [], newMessages: answerOpenCalls(incoming, []), commit: () => Promise.resolve() };
}

function flatten(path: Turn[]): Message[] {
  return path.flatMap((turn) => [...turn.input, ...turn.output]);
}
