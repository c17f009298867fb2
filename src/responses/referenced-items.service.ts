import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '../common/json.js';
import { invalidValue } from '../common/request-errors.js';
import { Slots } from '../common/slots.js';
import { GatewaySection } from '../config/config-sections.js';
import type { BodyLimit } from '../http/body-limit.js';
import { type WireInputItem, readInput } from '../openai-wire/responses/input-item.js';
import { RunsService } from '../runs/runs.service.js';
import { type ItemReference, KeptItems, type ReferenceCall } from './kept-items.service.js';
import { responsesBodyLimit } from './responses-body-limit.js';
import { ReferencesTooLargeError } from './responses.errors.js';

/** References that one request may hold. */
export const mostReferences = 1_000;

/** The items of a request, as they came and as they were read. */
export interface RequestItems {
  raw: unknown;
  items: WireInputItem[];
}

/**
 * Puts the items of kept responses where a request only refers to them. A small request may refer to much, so one at a time does
 * it, none that would be refused afterwards, and none for more than it could have sent itself.
 */
@Injectable()
export class ReferencedItems {
  private readonly line = new Slots(1);

  constructor(
    private readonly kept: KeptItems,
    private readonly runs: RunsService,
    @Inject(GatewaySection) private readonly gateway: GatewaySection,
  ) {}

  /**
   * Rejects with `ItemNotFoundError` where a reference leads nowhere for this caller, with 400 or 413 where it is too much, and as
   * `RunsService.check` and with the signal's reason.
   */
  async resolve({ raw, items }: RequestItems, call: ReferenceCall): Promise<RequestItems> {
    const references = items.filter((item) => item.type === 'reference');
    if (!Array.isArray(raw) || references.length === 0) return { raw, items };
    if (references.length > mostReferences) throw tooMany();
    const found = await this.line.run(call.signal, () => this.find(references, call));
    const read = new Map([...found].map(([id, item]) => [id, readInput([item])]));
    return {
      raw: items.map((item, index): unknown => (item.type === 'reference' ? found.get(item.id) : raw[index])),
      items: items.flatMap((item) => (item.type === 'reference' ? (read.get(item.id) ?? []) : [item])),
    };
  }

  private async find(references: readonly ItemReference[], call: ReferenceCall): Promise<Map<string, JsonObject>> {
    await this.runs.check(call.owner.credential);
    const limit = responsesBodyLimit(this.gateway.current);
    const found = await this.kept.find(references, call, limit);
    demandRoom(references, found, limit);
    return found;
  }
}

/** Counts an item as often as it is referred to, as if it had been sent. */
function demandRoom(
  references: readonly ItemReference[],
  found: ReadonlyMap<string, JsonObject>,
  limit: BodyLimit,
): void {
  const sizes = new Map([...found].map(([id, item]) => [id, Buffer.byteLength(JSON.stringify(item))]));
  const bytes = references.reduce((sum, { id }) => sum + (sizes.get(id) ?? 0), 0);
  if (bytes > limit.bytes) throw new ReferencesTooLargeError(limit);
}

function tooMany() {
  return invalidValue('input', `expected no more than ${mostReferences} items of the type item_reference`);
}
