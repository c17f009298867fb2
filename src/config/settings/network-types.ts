import { isIP } from 'node:net';
import { isIn } from 'class-validator';
import type { ScalarType } from './setting-type.js';
import { pattern, string } from './setting-types.js';

export const bindHost = string(
  'an IP address of this host, or "localhost"',
  (value) => value === 'localhost' || isIP(value) > 0,
);

export const ipAddressOrRange = string('an IP address or CIDR range, e.g. "10.0.0.7" or "10.0.0.0/8"', (value) => {
  const [address = '', bits, ...rest] = value.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
});

export const origin = pattern(
  /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/,
  'an origin without path, e.g. "https://panel.example"',
);

export const headerName = pattern(/^[!#$%&'*+.^_`|~0-9a-z-]+$/, 'the name of a header', { folded: true });

export const headerValue = pattern(/^[\t\x20-\x7e\x80-\xff]*$/, 'a header value: one line of text');

/** An address without user, password, query and fragment. A key that stands here by mistake does not look like one. */
const plainAddress =
  /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:localhost|\d+(?:\.\d+){3}|\[[0-9a-f:.]+\]|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[:/])|[a-z0-9-]+(?=:\d))(?::\d+)?(?:\/[^\s?#@]*)?$/i;

/** May hold a user, a password or a key in its query. */
export const httpUrl: ScalarType = {
  ...string('a URL that starts with http:// or https://', (value) => {
    const url = URL.parse(value);
    return url !== null && isIn(url.protocol, ['http:', 'https:']);
  }),
  schema: { type: 'string', pattern: '^[hH][tT][tT][pP][sS]?://' },
  mayHoldSecret: true,
  harmless: (value) => plainAddress.test(value),
  suggest: (value) => (plainAddress.test(value) && !value.includes('://') ? `http://${value}` : undefined),
};
