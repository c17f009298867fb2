import { Inject, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import type { AnswerIncludes } from '../http/answer-includes.decorator.js';
import type { CallRepeat } from '../http/call-repeat.js';
import { EventStream } from '../http/event-stream.js';
import type { OnDisconnect } from '../http/on-disconnect.decorator.js';
import { setWarning } from '../http/run-headers.js';
import { AnsweringRuns } from '../openai-runs/answering-runs.service.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { CallWatch } from '../openai-runs/repeats/call-watch.js';
import type { TellableAnswer } from '../openai-runs/repeats/repeatable-call.js';
import { Repeats } from '../openai-runs/repeats/repeats.service.js';
import { receiptDetail } from '../openai-runs/receipt-detail.js';
import type { RunCall } from '../openai-runs/run-call.js';
import type { ChatCompletion } from '../openai-wire/chat/chat-completion.js';
import type { ChunkIdentity } from '../openai-wire/chat/chunk-writer.js';
import { RunRequestReader } from './run-request-reader.service.js';
import { toChunks } from './to-chunks.js';
import { toCompletion } from './to-completion.js';

/** A call, and where its answer goes. */
export interface ChatCall extends Omit<RunCall, 'warn'> {
  onDisconnect: OnDisconnect;
  includes: AnswerIncludes;
  repeat: CallRepeat;
  response: Response;
}

/** What the events of a run do not say of its answer. */
interface ChatReplay extends ChunkIdentity {
  stream: boolean;
}

/** Answers a call by a run: whole, or as a stream that begins with the run's first event. */
@Injectable()
export class ChatCompletionsService {
  constructor(
    private readonly reader: RunRequestReader,
    private readonly answers: Answers,
    private readonly runs: AnsweringRuns,
    private readonly repeats: Repeats,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Ids) private readonly ids: Ids,
  ) {}

  complete(body: unknown, call: ChatCall): Promise<ChatCompletion | EventStream> {
    const onFirst = this.answers.onFirst(call.response, this.clock.monotonic());
    const repeatable = { ...call, body, endpoint: 'chat-completions' } as const;
    return this.repeats.answer<ChatReplay, ChatCompletion | EventStream>(repeatable, {
      begin: (watch) => this.begin(body, call, watch),
      tell: (answer) => tell(answer, onFirst),
    });
  }

  private async begin(body: unknown, call: ChatCall, watch: CallWatch): Promise<TellableAnswer<ChatReplay>> {
    const { response } = call;
    const warn = (text: string): void => setWarning(response, text);
    const { request, runRequest: asked } = await this.reader.read(body, { ...call, warn });
    const { ignoredFields, includeUsage, stream } = request;
    const goesOn = call.onDisconnect === 'continue';
    const signal = goesOn ? new AbortController().signal : asked.signal;
    const runRequest = watch.prepare({ ...asked, durable: watch.hasKey, signal });
    const { run, createdAt } = await this.answers.start({ runRequest, response, ignoredFields });
    const { agent } = runRequest;
    const model = request.model ?? `openclaw:${agent.id}`;
    const detail = receiptDetail(call.includes.toolCalls, runRequest);
    const receipts = detail === undefined ? {} : { receipts: detail };
    const replay = { id: this.ids.prefixed('chatcmpl-'), created: createdAt, model, includeUsage, stream, ...receipts };
    await watch.begin({ runId: run.id, agent, replay, isBound: !goesOn, ownsEvents: true });
    return { replay, run: await this.runs.read(run, { isShared: watch.hasKey, goesOn, signal: call.signal }) };
  }
}

async function tell(
  { replay, run: { events } }: TellableAnswer<ChatReplay>,
  onFirst: () => void,
): Promise<ChatCompletion | EventStream> {
  if (replay.stream) return new EventStream(toChunks(events, replay), onFirst);
  const completion = await toCompletion(events, replay);
  onFirst();
  return completion;
}
