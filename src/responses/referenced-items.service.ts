import { Injectable } from '@nestjs/common';
import type { OwnerContext } from '../auth/owner-context.decorator.js';
import type { JsonObject } from '../common/json.js';
import { type WireInputItem, readInput } from '../openai-wire/responses/input-item.js';
import { responseIdOfItem } from '../openai-wire/responses/kept-items.js';
import { ResponseAccess } from './response-access.service.js';
import { ResponseViews } from './response-views.service.js';
import { ItemNotFoundError } from './responses.errors.js';

/** The items of a request, as they came and as they were read. */
export interface RequestItems {
  raw: unknown;
  items: WireInputItem[];
}

/** Puts the items of kept responses where a request only refers to them. */
@Injectable()
export class ReferencedItems {
  constructor(
    private readonly access: ResponseAccess,
    private readonly views: ResponseViews,
  ) {}

  /** Rejects with `ItemNotFoundError` where a reference leads nowhere for this caller. */
  async resolve({ raw, items }: RequestItems, sender: OwnerContext): Promise<RequestItems> {
    if (!Array.isArray(raw)) return { raw, items };
    const resolved: RequestItems & { raw: unknown[] } = { raw: [], items: [] };
    for (const [index, item] of items.entries()) {
      const found: unknown = item.type === 'reference' ? await this.find(item.id, item.param, sender) : raw[index];
      resolved.raw.push(found);
      resolved.items.push(...(item.type === 'reference' ? readInput([found]) : [item]));
    }
    return resolved;
  }

  private async find(id: string, param: string, sender: OwnerContext): Promise<JsonObject> {
    const responseId = responseIdOfItem(id);
    const response = responseId === undefined ? undefined : await this.access.findAny(responseId, sender);
    const items = response ? await this.views.items(response) : [];
    const item = items.find((candidate) => candidate['id'] === id);
    if (!item) throw new ItemNotFoundError(id, param);
    return item;
  }
}
