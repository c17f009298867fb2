import { Inject, Injectable } from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { toLimitHeaders } from '../auth/limits/to-limit-headers.js';
import { Clock } from '../common/clock.js';
import { toSeconds } from '../common/to-seconds.js';
import { setIgnoredFields, setProcessingTime, setRunHeaders } from '../http/run-headers.js';
import { setHeaders } from '../http/set-headers.js';
import { annotateRequest } from '../observability/request-context.js';
import type { RunRequest } from '../runs/run-request.js';
import { RunsService } from '../runs/runs.service.js';
import type { StartedRun } from '../runs/started-run.js';

/** What is to be answered, and where. */
export interface AnswerRequest {
  runRequest: RunRequest;
  response: ServerResponse;
  ignoredFields: readonly string[];
}

export interface StartedAnswer {
  run: StartedRun;
  /** Seconds since the epoch. */
  createdAt: number;
}

/** Starts the runs that answer calls, and tells of them in the headers of the answers. */
@Injectable()
export class Answers {
  constructor(
    private readonly runs: RunsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Rejects as `RunsService.start`. */
  async start({ runRequest, response, ignoredFields }: AnswerRequest): Promise<StartedAnswer> {
    const run = await this.begin(runRequest);
    const agentId = runRequest.agent.id;
    setRunHeaders(response, { agentId, sessionKey: run.sessionKey, runId: run.id });
    setHeaders(response, toLimitHeaders(run.allowances));
    setIgnoredFields(response, ignoredFields);
    return { run, createdAt: toSeconds(this.clock.now()) };
  }

  /** To be called right before the first byte of an answer to a call that came at `acceptedAt`, by `Clock.monotonic`. */
  onFirst(response: ServerResponse, acceptedAt: number): () => void {
    return () => {
      setProcessingTime(response, this.clock.monotonic() - acceptedAt);
    };
  }

  /** The run alone, for an answer that has no headers. Rejects as `RunsService.start`. */
  async begin(runRequest: RunRequest): Promise<StartedRun> {
    const run = await this.runs.start(runRequest);
    annotateRequest({ agentId: runRequest.agent.id, runId: run.id });
    return run;
  }
}
