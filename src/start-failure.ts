import { ConfigInvalidError } from './config/config-problem.js';

export interface StartFailure {
  /** For standard error: what is wrong and what to do. */
  text: string;
  /** 78 for a configuration that cannot be used, else 1. */
  exitCode: number;
}

/** Why the gateway could not start. The stack is told only where the fault is in the program itself. */
export function explainStartFailure(error: unknown): StartFailure {
  if (error instanceof ConfigInvalidError) return { text: error.format(), exitCode: error.exitCode };
  if (!(error instanceof Error)) return { text: `The gateway could not start: ${String(error)}\n`, exitCode: 1 };
  const text = listenFailure(error) ?? `The gateway could not start: ${isBug(error) ? error.stack : error.message}`;
  return { text: `${text}\n`, exitCode: 1 };
}

interface ListenError extends NodeJS.ErrnoException {
  address?: string;
  port?: number;
}

function listenFailure({ syscall, code, message, address = '', port = 0 }: ListenError): string | undefined {
  if (syscall !== 'listen') return undefined;
  const place = `Cannot listen on ${port === 0 ? address : `${address} port ${port}`}`;
  const otherPort = 'choose another port with --port, OPENCLAW_GATEWAY_PORT or gateway.port';
  switch (code) {
    case 'EADDRINUSE':
      return `${place}: the port is taken, perhaps by another gateway. Stop what listens there, or ${otherPort}.`;
    case 'EACCES':
      return `${place}: this user may not use the port. Ports below 1024 are reserved; ${otherPort}.`;
    case 'EADDRNOTAVAIL':
      return `${place}: this machine has no such address. Correct gateway.bind or gateway.customBindHost.`;
    case undefined:
    default:
      return `${place}: ${message}. Correct gateway.bind, or ${otherPort}.`;
  }
}

function isBug(error: Error): boolean {
  return error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
}
