import type { ClientAddress } from './client-address.js';

const exactSigns = new Set([
  'forwarded',
  'via',
  'x-real-ip',
  'x-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'origin',
]);

/**
 * Whether `exemptLoopback` covers the caller. It is meant for programs on the same host, so any sign that somebody else
 * speaks through one voids it: a forwarding header, or the `Origin` that a web page in a browser sends.
 */
export function isExemptLoopback(client: ClientAddress, rawHeaders: readonly string[]): boolean {
  return (
    client.isLoopback && !rawHeaders.some((name, index) => index % 2 === 0 && speaksForAnother(name.toLowerCase()))
  );
}

function speaksForAnother(headerName: string): boolean {
  return exactSigns.has(headerName) || headerName.startsWith('x-forwarded-');
}
