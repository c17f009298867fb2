import { Injectable } from '@nestjs/common';
import { EventStream } from '../http/event-stream.js';
import { type ItemPage, readPageQuery, toItemPage } from '../openai-wire/responses/item-page.js';
import type { JsonObject } from '../common/json.js';
import type { DeletedResponse } from '../openai-wire/responses/deleted-response.js';
import type { ResponseResource } from '../openai-wire/responses/response-resource.js';
import { readRetrieveQuery } from '../openai-wire/responses/retrieve-query.js';
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import { RunsService } from '../runs/runs.service.js';
import { ResponseAccess } from './response-access.service.js';
import type { KeptResponseCall } from './response-call.js';
import { ResponseRemoval } from './response-removal.service.js';
import { ResponseViews } from './response-views.service.js';

/** What a client asks of a response that is kept. Everything rejects with `ResponseNotFoundError` where it is not for the caller. */
@Injectable()
export class KeptResponses {
  constructor(
    private readonly access: ResponseAccess,
    private readonly views: ResponseViews,
    private readonly removal: ResponseRemoval,
    private readonly runs: RunsService,
    private readonly durable: DurableRuns,
  ) {}

  /** As it stands, or as a stream from an event on. */
  async retrieve({ id, owner, signal }: KeptResponseCall, query: JsonObject): Promise<ResponseResource | EventStream> {
    const { stream, startingAfter } = readRetrieveQuery(query);
    const response = await this.access.find(id, owner);
    if (!stream) return this.views.current(response);
    return new EventStream(await this.views.stream(response, startingAfter, signal), () => undefined);
  }

  /** Also ends the run, where it is under way. */
  async remove({ id, owner, signal }: KeptResponseCall): Promise<DeletedResponse> {
    const response = await this.access.find(id, owner);
    await this.end(response.runId, signal);
    await this.removal.remove(response, signal);
    return { id, object: 'response', deleted: true };
  }

  /** Ends the run whether or not a client still listens. Gives the response as it stands then; one that is over stays as it is. */
  async cancel({ id, owner, signal }: KeptResponseCall): Promise<ResponseResource> {
    const response = await this.access.find(id, owner);
    await this.end(response.runId, signal);
    return this.views.current(response);
  }

  async inputItems({ id, owner }: KeptResponseCall, query: JsonObject): Promise<ItemPage> {
    const page = readPageQuery(query);
    await this.access.find(id, owner);
    return toItemPage(await this.access.input(id), page);
  }

  private async end(runId: string, signal: AbortSignal): Promise<void> {
    this.runs.cancel(runId);
    await this.durable.untilKept(runId, signal);
  }
}
