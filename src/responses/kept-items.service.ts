import { setImmediate as afterReadyWork } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import { abortReason } from '../common/abort.js';
import type { JsonObject } from '../common/json.js';
import type { BodyLimit } from '../http/body-limit.js';
import { type ItemPlace, placeOfItem } from '../openai-wire/responses/kept-items.js';
import { DurableRuns } from '../runs/journal/durable-runs.service.js';
import { ResponseAccess } from './response-access.service.js';
import { type ResponseHead, ResponseStore } from './response-store.port.js';
import { ResponseViews } from './response-views.service.js';
import { ItemNotFoundError, ReferencesTooFarError } from './responses.errors.js';

/** How often what a body may hold may be read to find what it refers to. */
const readsPerBody = 4;

/** Where a request names an item by its id. */
export interface ItemReference {
  id: string;
  /** The field that names it, for errors. */
  param: string;
}

/** Whose request it is; the signal aborts when nobody waits for it any more. */
export interface ReferenceCall {
  owner: OwnerContext;
  signal: AbortSignal;
}

/** The references of a request that lead into one response. */
interface Wanted {
  references: ItemReference[];
  parts: Set<ItemPlace['part']>;
}

/** Finds items of kept responses. */
@Injectable()
export class KeptItems {
  constructor(
    @Inject(ResponseStore) private readonly store: ResponseStore,
    private readonly access: ResponseAccess,
    private readonly views: ResponseViews,
    private readonly durable: DurableRuns,
  ) {}

  /**
   * The items by their ids. Each response is read once and only in the part that is asked for, and others have their turn in
   * between. Rejects with `ItemNotFoundError`, `ReferencesTooFarError` before it reads too much, and the signal's reason.
   */
  async find(
    references: readonly ItemReference[],
    { owner, signal }: ReferenceCall,
    limit: BodyLimit,
  ): Promise<Map<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    const budget = new ReadingBudget(limit);
    for (const [responseId, wanted] of byResponse(references)) {
      const items = new Map((await this.read(responseId, wanted, owner, budget)).map((item) => [item['id'], item]));
      for (const { id, param } of wanted.references) {
        const item = items.get(id);
        if (!item) throw new ItemNotFoundError(id, param);
        found.set(id, item);
      }
      await afterReadyWork();
      if (signal.aborted) throw abortReason(signal);
    }
    return found;
  }

  /** Nothing where there is no such response for the caller. */
  private async read(
    responseId: string,
    { parts }: Wanted,
    owner: OwnerContext,
    budget: ReadingBudget,
  ): Promise<JsonObject[]> {
    const size = await this.store.size(responseId);
    budget.spend(size?.head ?? 0);
    const response = size && (await this.access.findAny(responseId, owner));
    if (!response) return [];
    if (parts.has('input')) budget.spend(size.input);
    const input = parts.has('input') ? await this.access.input(responseId) : [];
    return [...input, ...(parts.has('output') ? await this.output(response, budget) : [])];
  }

  private async output(response: ResponseHead, budget: ReadingBudget): Promise<JsonObject[]> {
    const { runId } = response;
    budget.spend((await this.durable.sizes([runId])).get(runId) ?? 0);
    const { output } = await this.views.current(response);
    return output.map((item) => ({ ...item }));
  }
}

class ReadingBudget {
  private readonly bytes: number;
  private spent = 0;

  constructor(private readonly limit: BodyLimit) {
    this.bytes = limit.bytes * readsPerBody;
  }

  /** Throws before it is too much. */
  spend(bytes: number): void {
    this.spent += bytes;
    if (this.spent > this.bytes) throw new ReferencesTooFarError(this.bytes, this.limit);
  }
}

/** Throws `ItemNotFoundError` for what is no id of an item. */
function byResponse(references: readonly ItemReference[]): Map<string, Wanted> {
  const all = new Map<string, Wanted>();
  for (const reference of references) {
    const place = placeOfItem(reference.id);
    if (!place) throw new ItemNotFoundError(reference.id, reference.param);
    const wanted = all.get(place.responseId) ?? { references: [], parts: new Set() };
    all.set(place.responseId, wanted);
    wanted.references.push(reference);
    wanted.parts.add(place.part);
  }
  return all;
}
