import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { EventStream } from '../http/event-stream.js';
import { setIgnoredFields, setProcessingTime, setRunHeaders, setWarning } from '../http/run-headers.js';
import { annotateRequest } from '../observability/request-context.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import { RunsService } from '../runs/runs.service.js';
import { type RunCall, RunRequestReader } from './run-request-reader.service.js';
import { toChunks } from './to-chunks.js';
import { toCompletion } from './to-completion.js';

/** A call, and where its answer goes. */
export interface ChatCall extends Omit<RunCall, 'warn'> {
  response: Response;
}

/** Answers a call by a run: whole, or as a stream that begins with the run's first event. */
@Injectable()
export class ChatCompletionsService {
  constructor(
    private readonly reader: RunRequestReader,
    private readonly runs: RunsService,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  async complete(body: unknown, call: ChatCall): Promise<ChatCompletion | EventStream> {
    const acceptedAt = this.clock.monotonic();
    const { request, runRequest } = await this.reader.read(body, {
      ...call,
      warn: (text) => setWarning(call.response, text),
    });
    const run = this.runs.start(runRequest);
    const agentId = runRequest.agent.id;
    const answer = {
      id: this.ids.prefixed('chatcmpl-'),
      created: Math.floor(this.clock.now() / 1000),
      model: request.model ?? `openclaw:${agentId}`,
    };
    annotateRequest({ agentId, runId: run.id });
    setRunHeaders(call.response, { agentId, sessionKey: run.sessionKey, runId: run.id });
    setIgnoredFields(call.response, request.ignoredFields);
    const onFirst = (): void => {
      setProcessingTime(call.response, this.clock.monotonic() - acceptedAt);
    };
    if (request.stream) {
      return new EventStream(toChunks(run.events, { ...answer, includeUsage: request.includeUsage }), onFirst);
    }
    const completion = await toCompletion(run.events, answer);
    onFirst();
    return completion;
  }
}
