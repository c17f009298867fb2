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
import { ResponseViews, toSeconds } from './response-views.service.js';
import { toResponse } from './to-response.js';
import { toResponseEvents } from './to-response-events.js';

/** What the events of a run do not say of its response. */
interface ToldResponse extends Pick<KeptResponse, 'identity' | 'dialect' | 'runId'> {
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
    const acceptedAt = this.clock.monotonic();
    const onFirst = this.answers.onFirst(call.response, acceptedAt);
    const repeatable = { ...call, endpoint: 'responses' } as const;
    return this.repeats.answer<ToldResponse, ResponseResource | EventStream>(repeatable, {
      begin: (watch) => this.begin(body, { ...call, acceptedAt }, watch),
      tell: (answer) => this.tell(answer, onFirst),
    });
  }

  private async begin(
    body: unknown,
    call: ResponseCall & { acceptedAt: number },
    watch: CallWatch,
  ): Promise<TellableAnswer<ToldResponse>> {
    const { response, acceptedAt } = call;
    const warn = (text: string): void => setWarning(response, text);
    const read = await this.reader.read(body, { ...call, warn, isNamed: watch.isNamed });
    const { ignoredFields, stream } = read.request;
    const runRequest = watch.prepare(read.runRequest);
    const { run } = await this.answers.start({ runRequest, response, ignoredFields, acceptedAt });
    const place = { runId: run.id, agent: runRequest.agent, isBound: !read.isDetached, ownsStory: !read.isStored };
    const note = (kept: KeptResponse): Promise<void> => watch.begin({ ...place, told: toTold(kept, stream) });
    const { kept, told } = await this.runs.begin(read, run, { ...call, note });
    return { told: toTold(kept, stream), run: told };
  }

  private async tell(
    { told, run }: TellableAnswer<ToldResponse>,
    onFirst: () => void,
  ): Promise<ResponseResource | EventStream> {
    if (told.stream) return new EventStream(this.toEvents(told, run), onFirst);
    const whole = await this.toWhole(told, run);
    onFirst();
    return whole;
  }

  private toEvents({ identity, dialect }: ToldResponse, { events, endedAt }: ToldRun): AsyncIterable<string> {
    const completedAt = (): number => toSeconds(endedAt());
    const tellsEarlyFailure = identity.echo.background;
    return toResponseEvents(events, identity, { dialect, completedAt, tellsEarlyFailure });
  }

  private toWhole(told: ToldResponse, { events, endedAt }: ToldRun): Promise<ResponseResource> {
    const { identity } = told;
    return identity.echo.background
      ? this.views.current(told)
      : toResponse(events, identity, () => toSeconds(endedAt()));
  }
}

function toTold({ identity, dialect, runId }: KeptResponse, stream: boolean): ToldResponse {
  return { identity, dialect, runId, stream };
}
