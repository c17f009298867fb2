import type { ToolCall } from '../../common/conversation.js';

const unreachable = ['no-such-file', '/no/such/place', '../outside', 'USER.md', 'AGENTS.md', '~'];
const addresses = [
  'no url',
  'file:///etc/hostname',
  'http://127.0.0.1:1/',
  'http://[::1]:1/',
  'http://no-such-host.invalid/',
];

/** Arguments that bring a built-in tool to say no, or to tell of its surroundings. None of them changes anything. */
const known: Readonly<Record<string, readonly object[]>> = {
  ls: [{}, ...unreachable.map((path) => ({ path }))],
  read: unreachable.map((path) => ({ path })),
  find: [{ pattern: '[' }, ...unreachable.map((path) => ({ pattern: '*', path }))],
  grep: [{ pattern: '(' }, ...unreachable.map((path) => ({ pattern: 'x', path }))],
  write: [{ path: '../outside', content: '' }],
  edit: unreachable.map((path) => ({ path, oldText: 'a', newText: 'b' })),
  exec: [{ command: '' }],
  process: [{ action: 'list' }, { action: 'poll', id: 'none' }],
  web_fetch: addresses.map((url) => ({ url })),
  session_status: [{}],
  sessions_list: [{}],
  sessions_history: [{ sessionKey: 'no-such-session' }],
  gateway: [{ action: 'status' }, { action: 'config.get' }, { action: 'config.schema' }, { section: 'nothing' }],
  sessions_spawn: [{ task: 'x', agentId: 'no-such-agent' }],
};

/** Calls of a tool to see what it says; of one that is not built in only such as never reach it. */
export function probingCalls(name: string): ToolCall[] {
  const meant = Object.hasOwn(known, name) ? known[name] : [];
  const texts = ['{not JSON', '[]', ...meant.map((args) => JSON.stringify(args))];
  return texts.map((text, index) => ({ id: `call_${index}`, name, arguments: text }));
}
