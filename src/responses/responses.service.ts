import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventStream } from '../http/event-stream.js';
import { setWarning } from '../http/run-headers.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { CallWatch } from '../openai-runs/repeats/call-watch.js';
import type { TellableAnswer } from '../openai-runs/repeats/repeatable-call.js';
import { Repeats } from '../openai-runs/repeats/repeats.service.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import type { ToldRun } from '../runs/journal/durable-runs.service.js';
import type { RepeatableResponseCall, ResponseCall } from './response-call.js';
import { ResponseRequestReader } from './response-request-reader.service.js';
import { ResponseRuns } from './response-runs.service.js';
import type { KeptResponse } from './response-store.port.js';
import { ResponseViews } from './response-views.service.js';
import { toResponse } from './to-response.js';
import { toResponseEvents } from './to-response-events.js';

/** What the events of a run do not say of its response. */
interface ResponseReplay extends Pick<KeptResponse, 'identity' | 'dialect' | 'runId'> {
  stream: boolean;
}

/** Answers a call by a run: whole, as a stream that begins with the run's first event, or at once where it is to work unseen. */
@Injectable()
export class ResponsesService {
  constructor(
    private readonly reader: ResponseRequestReader,
    private readonly answers: Answers,
    private readonly runs: ResponseRuns,
    private readonly repeats: Repeats,
    private readonly views: ResponseViews,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  create(body: unknown, call: RepeatableResponseCall): Promise<ResponseResource | EventStream> {
    const onFirst = this.answers.onFirst(call.response, this.clock.monotonic());
    const repeatable = { ...call, body, endpoint: 'responses' } as const;
    return this.repeats.answer<ResponseReplay, ResponseResource | EventStream>(repeatable, {
      begin: (watch) => this.begin(body, call, watch),
      tell: (answer) => this.tell(answer, onFirst),
    });
  }

  private async begin(body: unknown, call: ResponseCall, watch: CallWatch): Promise<TellableAnswer<ResponseReplay>> {
    const { response } = call;
    const warn = (text: string): void => setWarning(response, text);
    const read = await this.reader.read(body, { ...call, warn, hasKey: watch.hasKey });
    const { ignoredFields, stream } = read.request;
    const runRequest = watch.prepare(read.runRequest);
    const { run } = await this.answers.start({ runRequest, response, ignoredFields });
    const place = { runId: run.id, agent: runRequest.agent, isBound: read.isBound, ownsEvents: !read.isStored };
    const note = (kept: KeptResponse): Promise<void> => watch.begin({ ...place, replay: toReplay(kept, stream) });
    const accepted = await this.runs.begin(read, run, { ...call, note });
    return { replay: toReplay(accepted.kept, stream), run: accepted.run };
  }

  private async tell(
    { replay, run }: TellableAnswer<ResponseReplay>,
    onFirst: () => void,
  ): Promise<ResponseResource | EventStream> {
    if (replay.stream) return new EventStream(this.toEvents(replay, run), onFirst);
    const whole = await this.toWhole(replay, run);
    onFirst();
    return whole;
  }

  private toEvents({ identity, dialect }: ResponseReplay, { events, endedAt }: ToldRun): AsyncIterable<string> {
    return toResponseEvents(events, identity, { dialect, endedAt, tellsEarlyFailure: identity.echo.background });
  }

  private toWhole(replay: ResponseReplay, run: ToldRun): Promise<ResponseResource> {
    const { identity } = replay;
    return identity.echo.background ? this.views.current(replay) : toResponse(run, identity);
  }
}

function toReplay({ identity, dialect, runId }: KeptResponse, stream: boolean): ResponseReplay {
  return { identity, dialect, runId, stream };
}
