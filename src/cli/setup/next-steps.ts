import type { EffectiveAuth } from '../../config/auth-credentials.js';
import type { ListenAddress } from '../../config/listen-address.js';

/** Lines for a shell. None of them holds the credential. */
export interface NextSteps {
  start: string;
  /** Works as it is once the gateway runs. Undefined where only a proxy can call. */
  tryIt: string | undefined;
}

export function nextSteps(listen: ListenAddress, auth: EffectiveAuth): NextSteps {
  return { start: 'openclaw gateway run', tryIt: curlLine(`http://127.0.0.1:${listen.port}`, auth) };
}

function curlLine(url: string, auth: EffectiveAuth): string | undefined {
  if (auth.mode === 'trusted-proxy') return undefined;
  const authorization = auth.mode === 'none' ? '' : `-H "Authorization: Bearer ${shellCredential(auth)}" `;
  return (
    `curl -sS ${url}/v1/chat/completions ${authorization}-H 'Content-Type: application/json' ` +
    `-d '{"model":"openclaw","messages":[{"role":"user","content":"hi"}]}'`
  );
}

/** What a shell replaces by the credential, within double quotes. */
function shellCredential(auth: Extract<EffectiveAuth, { secret: string }>): string {
  if (auth.mode === 'password') return '$OPENCLAW_GATEWAY_PASSWORD';
  if (auth.tokenPath === undefined) return '$OPENCLAW_GATEWAY_TOKEN';
  return `$(cat '${auth.tokenPath.replaceAll("'", "'\\''")}')`;
}
