import type { StatusPayload } from '../../gateway-protocol/method-payloads.js';
import { counted } from '../../common/describe-amount.js';
import { CliError, exitCodes } from '../cli-error.js';
import type { Command, CommandCall } from '../command.js';
import type { GatewayLink } from '../gateway-link.port.js';
import type { GatewayTarget } from '../connection/gateway-target.js';
import { connect, targetOf } from '../connection/open-link.js';
import { describeDuration } from '../format/describe-time.js';
import { printAnswer } from '../format/print-answer.js';
import { printableLine } from '../format/printable.js';
import { numberOf, objectOf, textOf } from '../read-payload.js';
import type { Terminal } from '../terminal.js';

interface Status {
  reachable: true;
  url: string;
  version: string;
  scopes: readonly string[];
  uptimeMs: number;
  runs: { active: number; finished: number };
  /** Besides the one that asks. */
  connections: number;
  agents: number;
  sessions: number;
  /** Requests of public agents that were not sent. */
  egressRefused: number;
}

export const gatewayStatusCommand: Command = {
  operands: '',
  description: 'Tells whether a gateway answers, which one, and what it is at. Exits with 3 when none answers.',
  options: {},
  examples: [
    { line: 'openclaw gateway status', note: 'the gateway of this machine' },
    { line: 'openclaw gateway status --json', note: 'for a script' },
  ],
  async run(call) {
    const target = await targetOf(call);
    try {
      const status = await readStatus(await connect(target, call.signal), target);
      printAnswer(call, status, (terminal) => print(status, terminal));
      return exitCodes.ok;
    } catch (error) {
      if (error instanceof CliError && error.exitCode === exitCodes.unreachable)
        return tellAbsence(error, target, call);
      throw error;
    }
  },
};

async function readStatus(link: GatewayLink, { shown }: GatewayTarget): Promise<Status> {
  try {
    const status = objectOf<StatusPayload>(await link.request('status'));
    const { active, finished } = objectOf<StatusPayload['runs']>(status.runs);
    const { count } = objectOf<StatusPayload['sessions']>(status.sessions);
    return {
      reachable: true,
      url: shown,
      version: textOf(status.version) || link.hello.version,
      scopes: link.hello.scopes,
      uptimeMs: numberOf(status.uptimeMs),
      runs: { active: numberOf(active), finished: numberOf(finished) },
      connections: Math.max(0, numberOf(status.connections) - 1),
      agents: numberOf(status.agents),
      sessions: numberOf(count),
      egressRefused: numberOf(status.egressRefused),
    };
  } finally {
    await link.close();
  }
}

function print(status: Status, terminal: Terminal): void {
  const { url, version, uptimeMs, runs, sessions, agents, connections, egressRefused, scopes } = status;
  terminal.line(`${terminal.styled('green', 'Running')} at ${url}`);
  terminal.line(`Version:     ${printableLine(version)}`);
  terminal.line(`Up for:      ${describeDuration(uptimeMs)}`);
  terminal.line(`Runs:        ${runs.active} under way, ${runs.finished} finished lately`);
  terminal.line(`Sessions:    ${sessions}`);
  terminal.line(`Agents:      ${agents}`);
  terminal.line(`Connections: ${connections}`);
  if (egressRefused > 0)
    terminal.line(`Not sent:    ${counted(egressRefused, 'request')} of public agents; the log says why`);
  terminal.line(`You may:     ${printableLine(scopes.join(', ')) || 'nothing'}`);
}

/** That none runs is an answer, not a failure of the command. */
function tellAbsence({ message, hint, exitCode }: CliError, { shown }: GatewayTarget, call: CommandCall): number {
  const { json, terminal } = call;
  if (json) terminal.json({ reachable: false, url: shown, reason: message });
  else {
    terminal.line(`${terminal.styled('red', 'Not running')}: ${message}`);
    if (hint !== undefined) terminal.note(hint);
  }
  return exitCode;
}
