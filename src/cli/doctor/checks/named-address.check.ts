import { reachableUrl } from '../../../config/reachable-url.js';
import { CliError } from '../../cli-error.js';
import { readGatewayUrl } from '../../connection/read-gateway-url.js';
import type { DoctorContext } from '../doctor-context.js';
import type { DoctorCheck, Finding } from '../doctor-check.js';
import { isHealthy } from '../is-healthy.js';

const variable = 'OPENCLAW_GATEWAY_URL';

/** Whether a gateway answers where the variable leads every command, if that is another place than the configured one. */
export class NamedAddressCheck implements DoctorCheck {
  readonly name = 'Address of the commands';

  constructor(private readonly context: Pick<DoctorContext, 'configuration' | 'environment' | 'http'>) {}

  async run(): Promise<Finding[]> {
    const written = this.context.environment.get(variable);
    if (written === undefined) return [];
    try {
      const { shown } = readGatewayUrl(written, variable);
      return this.isConfigured(shown) ? [] : [await this.ask(shown)];
    } catch (error) {
      if (!(error instanceof CliError)) throw error;
      return [{ status: 'problem', what: error.message, path: variable, remedy: `Correct or unset ${variable}.` }];
    }
  }

  private isConfigured(url: string): boolean {
    const listen = this.context.configuration?.listen;
    return listen !== undefined && URL.parse(reachableUrl(listen))?.origin === URL.parse(url)?.origin;
  }

  private async ask(url: string): Promise<Finding> {
    const leads = `${variable} leads the commands to ${url}, not to the configured address`;
    const isThere = isHealthy(await this.context.http.get(`${url}/healthz`));
    const what = isThere ? `${leads}; a gateway answers there.` : `${leads}, and no gateway answers there.`;
    const remedy = `Unset ${variable} to use the gateway of this configuration; doctor looks at no other.`;
    return { status: 'warning', what, path: variable, remedy };
  }
}
