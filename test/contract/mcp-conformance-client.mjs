/*
 * The client that the conformance suite tests: `node mcp-conformance-client.mjs <build> <server url>`. It uses the gateway's
 * own MCP code, as built, in the way of a run: ask for the tools, call them.
 */
import { join } from 'node:path';

const [build, url] = process.argv.slice(2);
const load = (file) => import(join(build, 'dist', file));

const { SystemClock } = await load('common/system-clock.js');
const { Environment } = await load('config/environment.js');
const { McpServerConfig } = await load('config/mcp.config.js');
const { StateDirectory } = await load('config/state-directory.js');
const { McpServer } = await load('tools/mcp/mcp-server.js');
const { SdkConnector } = await load('tools/mcp/sdk-connector.js');

/** By the names of the tools that the scenarios offer. */
const callArguments = { conformance__add_numbers: { a: 5, b: 3 }, conformance__test_reconnection: {} };

const clock = new SystemClock();
const say = (...words) => process.stderr.write(`${words.join(' ')}\n`);
const server = new McpServer({
  name: 'conformance',
  config: Object.assign(new McpServerConfig(), { url }),
  connector: new SdkConnector({ clock, environment: new Environment(), stateDirectory: new StateDirectory(build) }),
  clock,
  logger: { warn: say, debug: say },
});

const signal = new AbortController().signal;
// The gateway's own timers do not keep a process alive.
const alive = setInterval(() => undefined, 1_000);
for (const tool of await server.tools(signal)) {
  const args = callArguments[tool.definition.name];
  if (args === undefined) continue;
  const result = await tool.run(args, { signal, progress: () => undefined });
  say(tool.definition.name, JSON.stringify(result));
  if (result.isError) process.exitCode = 1;
}
await server.close();
clearInterval(alive);
