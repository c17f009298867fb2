import { Inject, Injectable } from '@nestjs/common';
import { DeletedAnswers } from '../openai-runs/repeats/deleted-answers.service.js';
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import { SessionAdministration } from '../sessions/session-administration.service.js';
import { SessionChangedError, SessionNotFoundError } from '../sessions/session.errors.js';
import { type ResponseHead, ResponseStore } from './response-store.port.js';

/**
 * Takes responses away: the response, its input and the events of its run. Its turn is part of a conversation and stays as long as
 * that does; a conversation that began with a response goes with the last response of it.
 */
@Injectable()
export class ResponseRemoval {
  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly durable: DurableRuns,
    private readonly sessions: SessionAdministration,
    private readonly answers: DeletedAnswers,
  ) {}

  /**
   * For good: nobody who sends its request again is told of it. Its run has to be over. Rejects with the signal's reason where
   * another run is at work in the conversation.
   */
  async remove({ id, runId, session }: ResponseHead, signal: AbortSignal): Promise<void> {
    await this.answers.strike(runId);
    await this.durable.erase(runId);
    await this.store.remove([id]);
    if (session.kind !== 'response' || (await this.store.hasSession(session.key))) return;
    try {
      await this.sessions.remove(session.key, signal);
    } catch (error) {
      // It never came to a turn, or somebody goes on with it under its key.
      if (!(error instanceof SessionNotFoundError || error instanceof SessionChangedError)) throw error;
    }
  }

  /** The responses alone. What is interrupted in between is found again, since the response goes last. */
  async forget(responses: readonly Pick<ResponseHead, 'id' | 'runId'>[]): Promise<void> {
    await this.durable.forget(responses.map(({ runId }) => runId));
    await this.store.remove(responses.map(({ id }) => id));
  }
}
