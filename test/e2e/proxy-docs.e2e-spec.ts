import { describe, expect, it } from '@jest/globals';
import { requestHeaderNames } from '../../src/http/request-header-names.js';
import { fencedBlocks } from '../support/markdown-blocks.js';

const page = 'docs/remote-access.md';
const examples = fencedBlocks(page).filter(({ text }) => text.includes('front-desk'));
const headers = Object.values(requestHeaderNames).map((name) => name.toLowerCase());
/** What a stranger must not choose, and the front desk has to have. */
const pinned = ['authorization', requestHeaderNames.agentId, requestHeaderNames.senderIsOwner];

/** What becomes of each header; undefined where it is taken away. */
const nginxRules = (text: string): [string, string | undefined][] =>
  [...text.matchAll(/^\s*proxy_set_header (\S+) (.+);$/gm)].map(([, name = '', value = '']) => [
    name.toLowerCase(),
    value === '""' ? undefined : value,
  ]);

const caddyRules = (text: string): [string, string | undefined][] =>
  [...text.matchAll(/^\s*header_up (-?)(\S+) ?(.*)$/gm)].map(([, minus, name = '', value]) => [
    name.toLowerCase(),
    minus === '-' ? undefined : value,
  ]);

describe('a proxy that strangers can reach', () => {
  it('is shown for nginx and for Caddy', () => {
    expect(examples.map(({ language }) => language)).toEqual(['nginx', 'text']);
  });

  it.each(examples.map(({ language, text }) => ({ language, text })))(
    'names every header that the gateway reads, and pins but the credential, the agent and the owner: $language',
    ({ language, text }) => {
      const rules = new Map((language === 'nginx' ? nginxRules : caddyRules)(text));
      expect(headers.filter((name) => !rules.has(name))).toEqual([]);
      expect(pinned.map((name) => rules.get(name))).toEqual([expect.stringContaining('Bearer'), 'front-desk', 'false']);
      const handedOn = headers.filter((name) => !pinned.includes(name) && rules.get(name) !== undefined);
      expect(handedOn).toEqual([]);
    },
  );
});
