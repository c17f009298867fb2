import { join } from 'node:path';
import { untilAborted } from '../../common/abort.js';
import { SystemClock } from '../../common/system-clock.js';
import { stateDirectoryPath } from '../../config/state-directory.js';
import { stateFiles } from '../../config/state-files.js';
import type { CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { readFlag, readText } from '../option-values.js';
import { usageError } from '../usage-error.js';
import { connectionOptions } from '../options.js';
import type { GatewayTarget } from './gateway-target.js';
import { resolveTarget } from './resolve-target.js';

/**
 * The gateway that a command is to start runs at: one in this process with `--local`, which is warned of where another works with
 * the same state directory, else the one at the address.
 */
export async function openLink(call: CommandCall): Promise<GatewayLink> {
  const link = await open(call);
  if (readFlag(call.values, 'local')) await warnOfGateway(call);
  return link;
}

async function open(call: CommandCall): Promise<GatewayLink> {
  if (!readFlag(call.values, 'local')) return connect(await targetOf(call), call.signal);
  const contradiction = Object.keys(connectionOptions).find((name) => call.values[name] !== undefined);
  if (contradiction !== undefined) throw usageError(`--local and --${contradiction} exclude each other.`);
  return call.services.openLocal();
}

async function warnOfGateway({ environment, terminal }: CommandCall): Promise<void> {
  const directory = stateDirectoryPath(environment);
  const { GatewayLock } = await import('../../storage/gateway-lock.js');
  if (!GatewayLock.isTaken(join(directory, stateFiles.lock))) return;
  const text = `Warning: a gateway works with ${directory} too, and the two do not know of each other's runs. Leave --local away to use it.`;
  terminal.note(terminal.styledNote('yellow', text));
}

/** Lends a link to `work` and closes it afterwards. Rejects with the signal's reason as soon as that aborts. */
export async function withLink<T>(call: CommandCall, work: (link: GatewayLink) => Promise<T>): Promise<T> {
  const link = await open(call);
  try {
    return await untilAborted(work(link), call.signal);
  } finally {
    await link.close();
  }
}

/** Which gateway the options, the variables and the configuration lead to. */
export function targetOf({ values, environment }: CommandCall): Promise<GatewayTarget> {
  const [url, token, password] = [readText(values, 'url'), readText(values, 'token'), readText(values, 'password')];
  return resolveTarget(
    {
      ...(url === undefined ? {} : { url }),
      ...(token === undefined ? {} : { token }),
      ...(password === undefined ? {} : { password }),
    },
    environment,
  );
}

/** Loaded when it is needed: most of it is the package for WebSockets. */
export async function connect(target: GatewayTarget, signal: AbortSignal): Promise<GatewayLink> {
  const { connectGateway } = await import('./connect-gateway.js');
  return connectGateway(target, new SystemClock(), signal);
}
