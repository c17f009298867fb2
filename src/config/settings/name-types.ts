import { agentIdPattern } from '../../common/agent-id-pattern.js';
import { pattern, string } from './setting-types.js';

/** Compared and kept in lower case. */
export const agentId = pattern(
  agentIdPattern,
  'an agent id: 1 to 64 letters, digits, "-" or "_", starting with a letter or digit',
  { folded: true },
);

/** `builtin` is taken: the model `builtin/guide` is always there. */
export const providerName = pattern(
  /^(?!builtin$)[a-z0-9][a-z0-9_-]*$/,
  'a provider name: lower-case letters, digits, "-" or "_", starting with a letter or digit; "builtin" is reserved',
);

export const modelName = pattern(/^[a-z0-9][a-z0-9_-]*\/\S+$/, '"<provider>/<model>", e.g. "ollama/llama3.3"');

export const relativeFile = string(
  'a file name relative to the workspace, without ".."',
  (value) => /^[^/\\\0][^\0]*$/.test(value) && !value.split(/[/\\]/).includes('..') && !/^[A-Za-z]:/.test(value),
);

/** Not relative: to what it would be relative is different for everyone who reads it. `expandHome` replaces the `~`. */
export const absolutePath = pattern(/^(?:\/|~\/|~$)/, 'an absolute path: one that starts with "/" or "~/"');

export const environmentVariable = pattern(
  /^[A-Za-z_][A-Za-z0-9_]*$/,
  'the name of an environment variable: letters, digits and "_", not starting with a digit',
);

/**
 * Without `__`, which parts the server from its tool in a tool name, and without what rules for tools would take for it or
 * for a part of it.
 */
export const mcpServerName = pattern(
  /^(?=.{1,32}$)[a-z0-9]+(?:[_-][a-z0-9]+)*$/,
  'a server name: 1 to 32 lower-case letters and digits, with single "-" or "_" between them',
);

/** As a URL has it, because it is compared with one: `127.1` or a name with letters beyond ASCII would never be found there. */
export const hostWithPort = string(
  'a host as in a URL, or a host and a port: "wiki.example", "10.0.0.5:8080", "[fd00::1]"',
  (value) => /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]*[a-z0-9_-])(?::[1-9]\d{0,4})?$/i.test(value) && isWrittenAsInUrl(value),
);

function isWrittenAsInUrl(value: string): boolean {
  const url = `http://${value.toLowerCase()}`;
  return URL.canParse(url) && new URL(url).hostname === value.toLowerCase().replace(/:\d+$/, '');
}
