import { AgentToolsConfig } from './agents.config.js';
import { size } from './settings/quantities.js';
import { absolutePath, environmentVariable, hostWithPort } from './settings/name-types.js';
import { Setting } from './settings/setting.decorator.js';
import { boolean, integer, listOf, name, oneOf, section } from './settings/setting-types.js';

const sandboxModes = ['auto', 'require', 'off'] as const;
/** Whether commands run inside bubblewrap: where it works (`auto`), always or not at all (`require`), never (`off`). */
export type SandboxMode = (typeof sandboxModes)[number];

export class ExecConfig {
  @Setting({
    type: oneOf(sandboxModes),
    description:
      'Run commands inside bubblewrap, where only the workspace can be written: `auto` where it works, `require` refuses commands where it does not, `off` never.',
  })
  sandbox: SandboxMode = 'auto';

  @Setting({ type: boolean, description: 'Let commands in the sandbox use the network.' })
  network = false;

  @Setting({
    type: listOf(absolutePath),
    description: 'Further paths that commands in the sandbox may read, e.g. of a toolchain.',
  })
  readablePaths: string[] = [];

  @Setting({
    type: listOf(environmentVariable),
    description:
      'Environment variables of the gateway that commands may see, besides the harmless ones such as `PATH`.',
  })
  env: string[] = [];

  @Setting({
    type: integer({ min: 1, max: 86_400 }),
    description: 'Seconds that a command may take unless it asks for less.',
  })
  timeoutSeconds = 120;

  @Setting({
    type: integer({ min: 0, max: 1_000 }),
    description: 'Background commands of one agent at the same time.',
  })
  maxBackground = 8;
}

export class WebFetchConfig {
  @Setting({
    type: listOf(hostWithPort),
    description:
      'Hosts, `host:port` where only that port, that may be fetched although their address is private or this machine itself. Empty: none.',
  })
  allowPrivateHosts: string[] = [];

  @Setting({ type: integer({ min: 1, max: 600 }), description: 'Seconds for one page, redirects included.' })
  timeoutSeconds = 30;

  @Setting({ type: size({ min: 1024, max: 256 * 1024 ** 2 }), description: 'The most that is read of one page.' })
  maxBytes = 5 * 1024 ** 2;
}

export class ToolsConfig extends AgentToolsConfig {
  @Setting({
    type: listOf(name),
    description: 'Further tools that only the owner may use. Tools that are owner-only by nature stay so.',
  })
  ownerOnly: string[] = [];

  @Setting({ type: section(() => ExecConfig), description: 'The tools `exec` and `process`.' })
  exec: ExecConfig = new ExecConfig();

  @Setting({ type: section(() => WebFetchConfig), description: 'The tool `web_fetch`.' })
  webFetch: WebFetchConfig = new WebFetchConfig();
}
