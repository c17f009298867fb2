import type { EffectiveAuth } from './auth-credentials.js';

/**
 * A line for a shell that asks the default agent, as it is or as a stream. It never holds the credential. Undefined where only a
 * proxy can call, so that there is nothing to try from here.
 */
export function curlLine(url: string, auth: EffectiveAuth, kind: 'whole' | 'stream' = 'whole'): string | undefined {
  if (auth.mode === 'trusted-proxy') return undefined;
  const authorization = auth.mode === 'none' ? '' : `-H "Authorization: Bearer ${shellCredential(auth)}" `;
  const [flags, extra] = kind === 'whole' ? ['-sS', ''] : ['-sSN', '"stream":true,'];
  return (
    `curl ${flags} ${url}/v1/chat/completions ${authorization}-H 'Content-Type: application/json' ` +
    `-d '{"model":"openclaw",${extra}"messages":[{"role":"user","content":"hi"}]}'`
  );
}

/** What a shell replaces by the credential, within double quotes. */
function shellCredential(auth: Extract<EffectiveAuth, { secret: string }>): string {
  if (auth.mode === 'password') return '$OPENCLAW_GATEWAY_PASSWORD';
  return auth.tokenPath === undefined ? '$OPENCLAW_GATEWAY_TOKEN' : `$(cat ${shellQuoted(auth.tokenPath)})`;
}

function shellQuoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}
