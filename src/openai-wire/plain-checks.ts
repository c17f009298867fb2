import { type JsonObject, isJsonObject } from '../common/json.js';

/** Says that a value is valid; false means only that nobody knows yet. */
export type PlainCheck = (value: unknown) => boolean;

export const isText: PlainCheck = (value) => typeof value === 'string';
export const isFlag: PlainCheck = (value) => typeof value === 'boolean';
export const isObject: PlainCheck = isJsonObject;
/** For what is checked elsewhere. */
export const isAnything: PlainCheck = () => true;

export const isCount =
  (least: number, most: number): PlainCheck =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most;

export const isNumber =
  (least: number, most: number): PlainCheck =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;

export const isShortText =
  (most: number): PlainCheck =>
  (value) =>
    typeof value === 'string' && value.length <= most;

/** A check of a whole body: each of its fields has a check in `table` and passes it. */
export function allPass(table: Readonly<Record<string, PlainCheck>>): (fields: JsonObject) => boolean {
  const checks = new Map(Object.entries(table));
  return (fields) => Object.entries(fields).every(([name, value]) => checks.get(name)?.(value) ?? false);
}
