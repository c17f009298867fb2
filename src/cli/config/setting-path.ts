import type { ConfigPath } from '../../config/settings/config-path.js';
import { CliError, exitCodes } from '../cli-error.js';

/** `[0]`, `["a key"]`, or a word, which all but the first have a dot in front of. */
const step = /\[(\d{1,9})\]|\[("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]|(\.?)([^.[\]"'\s]+)/y;
const reserved = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The steps of a path as people write it, such as `agents.list[0].id` or `tools.byProvider["ollama/llama3.3"]`.
 * @throws CliError (usage) for anything else.
 */
export function parseSettingPath(written: string): ConfigPath {
  const steps: (string | number)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < written.length) {
    const [, index, quoted, dot, word] = step.exec(written) ?? malformed(written);
    if (word !== undefined && (dot === '') !== (steps.length === 0)) malformed(written);
    steps.push(index !== undefined ? Number(index) : (word ?? unquoted(quoted ?? '')));
  }
  if (steps.length === 0 || steps.some((each) => reserved.has(String(each)))) malformed(written);
  return steps;
}

function unquoted(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, '$1');
}

function malformed(written: string): never {
  throw new CliError(`"${written.slice(0, 64)}" is no path of a setting.`, {
    exitCode: exitCodes.usage,
    hint: 'Write it as gateway.port, agents.list[0].id, agents.list.main.model or tools.byProvider["ollama/llama3.3"].',
  });
}
