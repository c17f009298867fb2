import { untilAborted } from '../../common/abort.js';
import { SystemClock } from '../../common/system-clock.js';
import type { CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import { readFlag, readText } from '../option-values.js';
import { usageError } from '../usage-error.js';
import { connectionOptions } from '../options.js';
import type { GatewayTarget } from './gateway-target.js';
import { resolveTarget } from './resolve-target.js';

/** The gateway that a command is to talk to: one in this process with `--local`, else the one at the address. */
export async function openLink(call: CommandCall): Promise<GatewayLink> {
  if (!readFlag(call.values, 'local')) return connect(await targetOf(call), call.signal);
  const contradiction = Object.keys(connectionOptions).find((name) => call.values[name] !== undefined);
  if (contradiction !== undefined) throw usageError(`--local and --${contradiction} exclude each other.`);
  return call.services.openLocal();
}

/** Lends a link to `work` and closes it afterwards. Rejects with the signal's reason as soon as that aborts. */
export async function withLink<T>(call: CommandCall, work: (link: GatewayLink) => Promise<T>): Promise<T> {
  const link = await openLink(call);
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
