import type { JsonObject } from '../../common/json.js';
import { invalidValue } from '../../common/request-errors.js';
import { readChoice } from '../read.js';

/** Which items of a list are wanted. */
export interface PageQuery {
  limit: number;
  order: 'asc' | 'desc';
  /** The id of the item that the page begins after. */
  after: string | undefined;
}

export interface ItemPage {
  object: 'list';
  data: readonly JsonObject[];
  /** Empty where there is no item. */
  first_id: string;
  last_id: string;
  has_more: boolean;
}

const limits = { default: 20, most: 100 };

/** Throws 400 for a parameter that cannot be honoured. */
export function readPageQuery({ limit, order, after }: JsonObject): PageQuery {
  if (after !== undefined && typeof after !== 'string') throw invalidValue('after', 'expected one id');
  return {
    limit: readLimit(limit),
    order: readChoice(order, 'order', ['asc', 'desc']) === 'asc' ? 'asc' : 'desc',
    after,
  };
}

/** `items` in the order of the request; throws 400 where `after` is none of them. */
export function toItemPage(items: readonly JsonObject[], { limit, order, after }: PageQuery): ItemPage {
  const sorted = order === 'asc' ? items : items.toReversed();
  const begin = after === undefined ? 0 : sorted.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && begin === 0) throw invalidValue('after', 'expected the id of an item of this list');
  const data = sorted.slice(begin, begin + limit);
  return {
    object: 'list',
    data,
    first_id: idOf(data.at(0)),
    last_id: idOf(data.at(-1)),
    has_more: begin + limit < sorted.length,
  };
}

function idOf(item: JsonObject | undefined): string {
  return typeof item?.['id'] === 'string' ? item['id'] : '';
}

function readLimit(value: unknown): number {
  if (value === undefined) return limits.default;
  const limit = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= limits.most) return limit;
  throw invalidValue('limit', `expected a number from 1 to ${limits.most}`);
}
