import { FakeUpstream } from './fake-upstream.js';
import { GatewayProcess } from './gateway-process.js';
import { OpenclawProcess } from './openclaw-process.js';
import { type OpenclawOutcome, runOpenclaw } from './run-openclaw.js';

const token = 'token-of-the-command-line-tests';

/** A gateway in a process whose agents ask a fake provider, and the command line that talks to it. */
export class CliGateway {
  private constructor(
    readonly gateway: GatewayProcess,
    readonly upstream: FakeUpstream,
  ) {}

  /** `sections` are merged over those of the configuration. */
  static async start(sections: Record<string, unknown> = {}): Promise<CliGateway> {
    const upstream = await FakeUpstream.start();
    const gateway = await GatewayProcess.start({ config: { ...configFor(upstream.baseUrl), ...sections } });
    return new CliGateway(gateway, upstream);
  }

  /** The variables by which the command line finds it. */
  get env(): Record<string, string> {
    return { OPENCLAW_GATEWAY_URL: this.gateway.url, OPENCLAW_GATEWAY_TOKEN: token };
  }

  /** To its end. */
  run(args: readonly string[], input = ''): Promise<OpenclawOutcome> {
    return runOpenclaw(args, { env: this.env, input });
  }

  /** What a command that goes well prints as JSON. */
  async json(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await this.run([...args, '--json']);
    if (code !== 0) throw new Error(`openclaw ${args.join(' ')} exited with ${String(code)}: ${stdout}${stderr}`);
    return JSON.parse(stdout);
  }

  /** Without waiting. */
  launch(...args: string[]): OpenclawProcess {
    return new OpenclawProcess(args, { env: { ...this.env, HOME: this.gateway.home } });
  }

  async close(): Promise<void> {
    await this.gateway.kill();
    await this.upstream.close();
  }
}

/** A gateway that two agents of a fake provider stand behind. */
export function configFor(baseUrl: string): Record<string, unknown> {
  return {
    gateway: { auth: { mode: 'token', token, rateLimit: { maxAttempts: 3, windowMs: 600_000, lockoutMs: 600_000 } } },
    models: {
      providers: {
        fake: {
          baseUrl,
          apiKey: 'not-a-real-key',
          maxRetries: 0,
          models: [{ id: 'model', input: ['text', 'image'] }],
        },
      },
    },
    agents: {
      defaults: { model: 'fake/model' },
      list: [
        { id: 'main', default: true },
        { id: 'front-desk', publicMode: true },
      ],
    },
  };
}
