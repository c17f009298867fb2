import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { EventStream } from '../http/event-stream.js';
import { setWarning } from '../http/run-headers.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { RunCall } from '../openai-runs/run-call.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import { RunRequestReader } from './run-request-reader.service.js';
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
    private readonly answers: Answers,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  async complete(body: unknown, call: ChatCall): Promise<ChatCompletion | EventStream> {
    const acceptedAt = this.clock.monotonic();
    const { response } = call;
    const warn = (text: string): void => setWarning(response, text);
    const { request, runRequest } = await this.reader.read(body, { ...call, warn });
    const { ignoredFields, includeUsage } = request;
    const { run, createdAt, onFirst } = await this.answers.start({ runRequest, response, ignoredFields, acceptedAt });
    const answer = {
      id: this.ids.prefixed('chatcmpl-'),
      created: createdAt,
      model: request.model ?? `openclaw:${runRequest.agent.id}`,
    };
    if (request.stream) return new EventStream(toChunks(run.events, { ...answer, includeUsage }), onFirst);
    const completion = await toCompletion(run.events, answer);
    onFirst();
    return completion;
  }
}
