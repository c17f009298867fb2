import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventStream } from '../http/event-stream.js';
import { setWarning } from '../http/run-headers.js';
import { Answers } from '../openai-runs/answers.service.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import type { ToldRun } from '../runs/journal/durable-runs.service.js';
import type { StartedRun } from '../runs/started-run.js';
import type { ResponseCall } from './response-call.js';
import { type ReadResponseCall, ResponseRequestReader } from './response-request-reader.service.js';
import { ResponseRuns } from './response-runs.service.js';
import type { KeptResponse } from './response-store.port.js';
import { ResponseViews, toSeconds } from './response-views.service.js';
import { toKeptResponse } from './to-kept-response.js';
import { toResponse } from './to-response.js';
import { toResponseEvents } from './to-response-events.js';

/** Answers a call by a run: whole, as a stream that begins with the run's first event, or at once where it is to work unseen. */
@Injectable()
export class ResponsesService {
  constructor(
    private readonly reader: ResponseRequestReader,
    private readonly answers: Answers,
    private readonly runs: ResponseRuns,
    private readonly views: ResponseViews,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async create(body: unknown, call: ResponseCall): Promise<ResponseResource | EventStream> {
    const acceptedAt = this.clock.monotonic();
    const { response } = call;
    const warn = (text: string): void => setWarning(response, text);
    const read = await this.reader.read(body, { ...call, warn });
    const { runRequest, request } = read;
    const { ignoredFields } = request;
    const { run, onFirst } = await this.answers.start({ runRequest, response, ignoredFields, acceptedAt });
    const kept = this.toKept(read, run, call);
    const told = await this.tell(read, { kept, run, signal: call.signal });
    if (request.stream) return new EventStream(this.toEvents(kept, told), onFirst);
    const whole = await this.toWhole(kept, told);
    onFirst();
    return whole;
  }

  private async tell(
    { isStored, isDetached }: ReadResponseCall,
    { kept, run, signal }: { kept: KeptResponse; run: StartedRun; signal: AbortSignal },
  ): Promise<ToldRun> {
    if (!isStored) return { events: run.events, endedAt: () => this.clock.now() };
    return isDetached ? this.runs.detached(kept, run, signal) : this.runs.attached(kept, run);
  }

  private toEvents({ identity, dialect }: KeptResponse, { events, endedAt }: ToldRun): AsyncIterable<string> {
    const completedAt = (): number => toSeconds(endedAt());
    const tellsEarlyFailure = identity.echo.background;
    return toResponseEvents(events, identity, { dialect, completedAt, tellsEarlyFailure });
  }

  private toWhole(kept: KeptResponse, { events, endedAt }: ToldRun): Promise<ResponseResource> {
    const { identity } = kept;
    return identity.echo.background
      ? this.views.current(kept)
      : toResponse(events, identity, () => toSeconds(endedAt()));
  }

  private toKept(read: ReadResponseCall, run: StartedRun, { owner }: ResponseCall): KeptResponse {
    return toKeptResponse(read, { run, credentialId: owner.credential.id, now: this.clock.now() });
  }
}
