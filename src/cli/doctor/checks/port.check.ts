import type { EffectiveAuth } from '../../../config/auth-credentials.js';
import type { ListenAddress } from '../../../config/listen-address.js';
import { reachableUrl } from '../../../config/reachable-url.js';
import { realPath } from '../../../common/real-path.js';
import { isSystemError } from '../../../common/system-error.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import type { HttpOutcome } from '../http-asker.js';
import { isHealthy } from '../is-healthy.js';
import { tryListening } from '../try-listening.js';

const otherPort = 'Stop what listens there, or choose another port with gateway.port or OPENCLAW_GATEWAY_PORT.';

/** Whether the gateway can listen, or listens already and takes our credential. */
export class PortCheck implements DoctorCheck {
  readonly name = 'Port';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'file' | 'http' | 'runningFile'>) {}

  async run(): Promise<Finding[]> {
    const { configuration, http } = this.context;
    if (!configuration) return [];
    const { listen } = configuration;
    if (listen.port === 0) return [{ status: 'ok', what: 'The gateway takes any free port (gateway.port is 0)' }];
    const url = reachableUrl(listen);
    const health = await http.get(`${url}/healthz`);
    if (isHealthy(health)) return this.askWithCredential(url);
    return health.kind === 'unreachable' ? this.tryListening(listen) : [taken(listen)];
  }

  private async tryListening(listen: ListenAddress): Promise<Finding[]> {
    const failure = await tryListening(listen);
    if (failure === undefined) return [{ status: 'ok', what: `${place(listen)} is free` }];
    if (isSystemError(failure, 'EADDRINUSE')) return [taken(listen)];
    if (isSystemError(failure, 'EACCES')) {
      return [
        {
          status: 'problem',
          what: `This user may not listen on ${place(listen)}.`,
          remedy: 'Ports below 1024 are reserved; set gateway.port.',
        },
      ];
    }
    return [
      {
        status: 'problem',
        what: `The gateway cannot listen on ${place(listen)} (${failure.message}).`,
        remedy: 'Correct gateway.bind or gateway.customBindHost.',
      },
    ];
  }

  private async askWithCredential(url: string): Promise<Finding[]> {
    const { configuration, http } = this.context;
    if (!configuration || configuration.auth.mode === 'trusted-proxy')
      return [{ status: 'ok', what: `A gateway answers at ${url}` }];
    if (configuration.isTokenMissing) return [foreign(url)];
    const finding = judge(url, await http.get(`${url}/v1/models`, authorization(configuration.auth)));
    return finding.status === 'ok' ? [finding, ...(await this.compareFiles(url))] : [finding];
  }

  /** A gateway goes by the file that was in force at its start, also when another one has come into force since. */
  private async compareFiles(url: string): Promise<Finding[]> {
    const { file, runningFile } = this.context;
    const used = await runningFile();
    if (used === undefined || realPath(used) === realPath(file.path)) return [];
    const what = `The gateway at ${url} uses another configuration file, ${used}, and not ${file.path}.`;
    return [{ status: 'warning', what, remedy: 'Restart it, and it takes the one in force.' }];
  }
}

function judge(url: string, outcome: HttpOutcome): Finding {
  const status = outcome.kind === 'answer' ? outcome.status : undefined;
  switch (status) {
    case 200:
      return { status: 'ok', what: `A gateway answers at ${url} and takes the credential` };
    case 401:
      return foreign(url);
    case 404:
      return {
        status: 'ok',
        what: `A gateway answers at ${url}; its endpoints are off, so the credential was not tried`,
      };
    case 429:
      return lockedOut(url);
    case undefined:
    default: {
      const what = `The gateway at ${url} is alive and does not serve (${status ?? 'no answer'}).`;
      return { status: 'problem', what, remedy: 'Look into its log.' };
    }
  }
}

function lockedOut(url: string): Finding {
  const what = `The gateway at ${url} locks this client out after too many wrong credentials.`;
  return { status: 'warning', what, remedy: 'Wait; gateway.auth.rateLimit says how long.' };
}

function foreign(url: string): Finding {
  return {
    status: 'problem',
    what: `A gateway answers at ${url} and does not take the credential of this configuration.`,
    remedy:
      'It was started with another configuration, environment or state directory, or by another user. Use those, or restart it.',
  };
}

function taken(listen: ListenAddress): Finding {
  return { status: 'problem', what: `${place(listen)} is taken by another program.`, remedy: otherPort };
}

function place({ host, port }: ListenAddress): string {
  return `${host} port ${port}`;
}

function authorization(auth: EffectiveAuth): Record<string, string> {
  return 'secret' in auth ? { authorization: `Bearer ${auth.secret}` } : {};
}
