import { isJsonObject } from '../../common/json.js';
import { type ConfigPath, formatPath } from '../../config/settings/config-path.js';
import { withHint } from '../../config/settings/did-you-mean.js';
import { CliError } from '../cli-error.js';

/**
 * The path with every step into a list as a number: an element of a list may be named by its `id`. What leads to nothing is left
 * as it is.
 */
export function settledPath(data: unknown, path: ConfigPath): ConfigPath {
  let value = data;
  return path.map((step) => {
    const settled = Array.isArray(value) ? indexIn(value, step) : step;
    value = childOf(value, settled);
    return settled;
  });
}

/** What stands at a settled path; undefined where there is nothing. */
export function valueAt(data: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(childOf, data);
}

/** The value at a settled path. Throws a `CliError` that names what could have been meant. */
export function demandValueAt(data: unknown, path: ConfigPath): unknown {
  let value = data;
  for (const [depth, step] of path.entries()) {
    const child = childOf(value, step);
    if (child === undefined) throw nothingAt(value, path.slice(0, depth + 1));
    value = child;
  }
  return value;
}

/** The path up to the first step that leads to nothing; the whole path where each leads somewhere. */
export function firstMissing(data: unknown, path: ConfigPath): ConfigPath {
  const depth = path.findIndex((_, index) => valueAt(data, path.slice(0, index + 1)) === undefined);
  return depth < 0 ? path : path.slice(0, depth + 1);
}

/** Puts a value at a settled path, making the objects and lists on the way. Throws a `CliError` where something is in the way. */
export function putValue(data: unknown, path: ConfigPath, value: unknown): void {
  let container = data;
  for (const [depth, step] of path.entries()) {
    demandRoom(container, path.slice(0, depth), step);
    if (depth === path.length - 1) assign(container, step, value);
    else if (childOf(container, step) === undefined) {
      assign(container, step, typeof path[depth + 1] === 'number' ? [] : {});
    }
    container = childOf(container, step);
  }
}

/** Takes away what stands at a settled path. Throws a `CliError` where there is nothing. */
export function removeValue(data: unknown, path: ConfigPath): void {
  demandValueAt(data, path);
  const container = valueAt(data, path.slice(0, -1));
  const step = path.at(-1);
  if (Array.isArray(container) && typeof step === 'number') container.splice(step, 1);
  else if (isJsonObject(container)) Reflect.deleteProperty(container, String(step));
}

function indexIn(list: readonly unknown[], step: string | number): string | number {
  if (typeof step === 'number') return step;
  const index = list.findIndex((element) => isJsonObject(element) && element['id'] === step);
  if (index >= 0) return index;
  return /^\d{1,9}$/.test(step) ? Number(step) : step;
}

function childOf(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? (value[step] as unknown) : undefined;
  return isJsonObject(value) && Object.hasOwn(value, String(step)) ? value[String(step)] : undefined;
}

function assign(container: unknown, step: string | number, value: unknown): void {
  if (typeof container === 'object' && container !== null) Reflect.set(container, step, value);
}

function demandRoom(container: unknown, path: ConfigPath, step: string | number): void {
  if (Array.isArray(container)) {
    if (typeof step === 'number' && step <= container.length) return;
    throw new CliError(`${formatPath(path)} is a list, and ${JSON.stringify(step)} is not in it.`, {
      hint: `Elements: ${namesIn(container).join(', ') || 'none'}; [${container.length}] adds one.`,
    });
  }
  if (isJsonObject(container) && typeof step === 'string') return;
  const found = isJsonObject(container) ? 'an object, and no list' : `${JSON.stringify(container)}, and no object`;
  throw new CliError(`${formatPath(path)} is ${found}.`, { hint: `Set ${formatPath(path)} itself.` });
}

function nothingAt(container: unknown, path: ConfigPath): CliError {
  const names = namesIn(container);
  const last = String(path.at(-1));
  const where = path.length === 1 ? 'The configuration' : formatPath(path.slice(0, -1));
  const there = names.length === 0 ? 'nothing' : names.join(', ');
  return new CliError(`There is nothing at ${formatPath(path)}.`, {
    hint: `${where} has no ${withHint(last, names)}; there is: ${there}.`,
  });
}

function namesIn(container: unknown): string[] {
  if (!Array.isArray(container)) return isJsonObject(container) ? Object.keys(container) : [];
  return container.map((element: unknown, index) =>
    isJsonObject(element) && typeof element['id'] === 'string' ? element['id'] : `[${index}]`,
  );
}
