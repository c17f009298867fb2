import { Injectable } from '@nestjs/common';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import type { ResponseHead } from './response-store.port.js';
import { toCurrentResponse } from './to-current-response.js';
import { toResponseEvents } from './to-response-events.js';

/** Tells kept responses again: as they stand, or as the stream that they were. */
@Injectable()
export class ResponseViews {
  constructor(private readonly durable: DurableRuns) {}

  /** As it stands, which may be in the middle. */
  async current({ identity, runId }: Pick<ResponseHead, 'identity' | 'runId'>): Promise<ResponseResource> {
    return toCurrentResponse(identity, await this.durable.snapshot(runId));
  }

  /** The events that come after the number `after`, to the last one. */
  async stream(
    { identity, dialect, runId }: ResponseHead,
    after: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<string>> {
    const { events, endedAt } = await this.durable.tell(runId, signal);
    return toResponseEvents(events, identity, { dialect, endedAt, after, tellsEarlyFailure: true });
  }
}
