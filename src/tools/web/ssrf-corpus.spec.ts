import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { PageServer } from '../../../test/support/page-server.js';
import { type FetcherOptions, ScriptedResolver, webPageFetcher } from '../../../test/support/web-fetch-factory.js';
import { PageFetchError } from '../pages/page-fetcher.port.js';

const publicAddress = '93.184.216.34';
const otherPublicAddress = '2606:2800:220:1:248:1893:25c8:1946';

/** Hosts of URLs; the port of the listener is added. */
const loopback = `
  127.0.0.1 127.0.0.1. 127.1 127.0.1 127.1. 0177.0.0.1 0177.1 00000177.0.0.1 0177.0000.0000.0001 127.000.000.001
  0x7f.1 0x7f.0.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 127.0x0.0.1 127.0.0.0x1 0X7F.0.0.1 0x7f000001 0X7F000001 0x007f000001
  2130706433 2130706433. 017700000001 00017700000001 127.0.0.2 127.255.255.254 127.127.127.127 127.65535 127.16777215
  １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① %31%32%37.0.0.1 127%2e0%2e0%2e1 127.0.0.%31 %30x7f.1
  １２７。１ 𝟭𝟮𝟳.𝟬.𝟬.𝟭 127.0.0.\u00ad1 12\u200b7.0.0.1 127.0.0.1\u3002 ０x7f.1 %EF%BC%91%32%37.1
  [::1] [::01] [::0001] [0::1] [::0:1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0.0.0.1]
  [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [::ffff:7f00:0001] [0:0:0:0:0:ffff:7f00:1] [::ffff:127.1.2.3]
  [::127.0.0.1] [::7f00:1] [::ffff:0:127.0.0.1] [::ffff:0:7f00:1] [64:ff9b::127.0.0.1] [64:ff9b::7f00:1]
  [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:7f00:1::1] [2001:0:7f00:1::] [2001:0:4136:e378:8000:63bf:80ff:fffe]
  [::1%25lo] [::1%lo] [fe80::1%25eth0] [fe80::1%25%31]
  localhost LOCALHOST LocalHost localhost. localhost.. %6cocalhost ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ local\u00adhost a.localhost a.b.localhost. printer.LOCALHOST
`;
const unspecified = `0 0. 00 0x0 0x00000000 0.0 0.0.0 0.0.0.0 0.0.0.0. 00.0x0.0.0 0.1.2.3 0.255.255.255 [::] [::0] [0:0:0:0:0:0:0:0] [::0.0.0.0] [::ffff:0.0.0.0] [::ffff:0:0]`;
const inner = `
  10.0.0.1 10.1 10.255.255.255 012.0.0.1 0xa.0.0.1 167772161 [::ffff:10.0.0.1] [64:ff9b::10.0.0.1] [2002:a00:1::] 172.16.0.1
  172.31.255.254 0xac100001 2886729729 [::ffff:172.16.0.1] 192.168.0.1 192.168.1 0xc0a80001 3232235521 030052000001 [::ffff:c0a8:1] [2002:c0a8:101::1]
  100.64.0.1 100.127.255.254 169.254.0.1 192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.175.48.1 198.18.0.1 198.19.255.254
  198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 0xffffffff 4294967295
  [fc00::1] [fd00::1] [fd12:3456:789a::1] [fe80::1] [febf::1] [fec0::1] [feff::1] [ff02::1] [ff0e::1] [100::1] [100:0:0:1::1] [2001::1] [2001:2::1] [2001:3::1] [2001:4:112::1]
  [2001:10::1] [2001:20::1] [2001:30::1] [2001:1ff:ffff::1] [2001:db8::1] [2620:4f:8000::1] [3fff::1] [3fff:fff::1] [5f00::1] [4000::1] [e000::1] [1::1]
`;
const metadata = `
  169.254.169.254 169.254.43518 169.16689662 2852039166 0xa9fea9fe 0xA9.0xFE.0xA9.0xFE 0251.0376.0251.0376 025177524776 １６９.２５４.１６９.２５４
  169.254.169.254. [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::169.254.169.254] [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::] [fd00:ec2::254]
  169.254.170.2 169.254.169.123 100.100.100.200 168.63.129.16 0xa83f8110
`;
/** Whole addresses; `PORT` is the listener's. */
const forms = [
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  'http:///127.0.0.1:PORT/',
  'hTTp://127.0.0.1:PORT/',
  ' \t\nhttp://127.0.0.1:PORT/',
  'ht\ntp://12\t7.0.0.1:PO\rRT/'.replace('PO\rRT', 'PORT'),
  'http://127.0.0.1:PORT#@public.test/',
  'http://127.0.0.1:PORT?@public.test/',
  'http://127.0.0.1:PORT\\@public.test/',
  'http://public.test@127.0.0.1:PORT/',
  'http://public.test:80@127.0.0.1:PORT/',
  'http://:secret@public.test/',
  'http://user@public.test/',
  'http://user:secret@public.test:PORT/',
  'http://public.test%40127.0.0.1:PORT/',
  'http://public.test%00.127.0.0.1:PORT/',
  'http://[::ffff:127.0.0.1]:PORT\\.public.test/',
  'https://127.0.0.1:PORT/',
  'https://[::1]:PORT/',
  '//127.0.0.1:PORT/',
  '127.0.0.1:PORT',
  'localhost:PORT/',
  '/etc/passwd',
  '',
  'http://',
  'http://?',
  'http://:PORT/',
  'http://256.256.256.256/',
  'http://127.0.0.1.1/',
  'http://0x100000000/',
  'http://[::1',
  'http://127.0.0.1:99999/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'ftp://127.0.0.1:PORT/',
  'gopher://127.0.0.1:PORT/_GET%20/',
  'dict://127.0.0.1:PORT/info',
  'ws://127.0.0.1:PORT/',
  'data:text/plain,inside',
  'javascript:fetch("http://127.0.0.1:PORT/")',
  'blob:http://127.0.0.1:PORT/0',
  'about:blank',
  'view-source:http://127.0.0.1:PORT/',
  'jar:http://127.0.0.1:PORT!/',
  'http+unix://%2fvar%2frun%2fdocker.sock/info',
  'unix:/var/run/docker.sock',
  'ldap://127.0.0.1:PORT/',
];
/** What a name server says of a host that is asked for by name. */
const answers: Record<string, string[]> = {
  'loopback.test': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'mapped-hex.test': ['::ffff:7f00:1'],
  'compatible.test': ['::127.0.0.1'],
  'nat64.test': ['64:ff9b::7f00:1'],
  'private-ten.test': ['10.1.2.3'],
  'private-docker.test': ['172.17.0.1'],
  'private-home.test': ['192.168.1.1'],
  'carrier.test': ['100.64.0.1'],
  'metadata.google.internal': ['169.254.169.254'],
  'metadata6.test': ['fd00:ec2::254'],
  'azure.test': ['168.63.129.16'],
  'zero.test': ['0.0.0.0'],
  'zero6.test': ['::'],
  'link.test': ['fe80::1'],
  'zone.test': ['fe80::1%eth0'],
  'public-zone.test': [`${otherPublicAddress}%eth0`],
  'multicast.test': ['224.0.0.251'],
  'mixed-last.test': [publicAddress, '127.0.0.1'],
  'mixed-first.test': ['127.0.0.1', publicAddress],
  'mixed-six.test': [publicAddress, '::1'],
  'mixed-middle.test': [publicAddress, '10.0.0.1', otherPublicAddress],
  'empty.test': [],
  'nonsense.test': ['localhost'],
  'half-nonsense.test': [publicAddress, ''],
  'octal.test': ['0177.0.0.1'],
  'own.test': ['8.8.4.4'],
  'own-mapped.test': ['::ffff:8.8.4.4'],
  'own6.test': ['2a00:1450::5'],
};
/** A name server that would let these through; the rest of the address, or the name itself, must not. */
const believable = { 'public.test': [[publicAddress]], localhost: [[publicAddress]], 'a.localhost': [[publicAddress]] };

function resolverOf(more: Record<string, string[][]> = {}): ScriptedResolver {
  const constant = Object.fromEntries(Object.entries(answers).map(([name, found]) => [name, [found]]));
  return new ScriptedResolver({ ...constant, ...believable, ...more });
}

const ownAddresses = ['8.8.4.4', '2a00:1450:0:0:0:0:0:5', 'fe80::2%eth0'];
const spellings = [loopback, unspecified, inner, metadata].flatMap((list) => list.trim().split(/[ \n]+/));

describe('Addresses that are not public', () => {
  let listeners: PageServer[];

  beforeAll(async () => {
    const first = await PageServer.start();
    const second = await PageServer.start('::1', first.port).catch(() => undefined);
    listeners = second ? [first, second] : [first];
  });

  afterEach(() => {
    for (const listener of listeners) listener.knocks = 0;
  });

  afterAll(async () => {
    await Promise.all(listeners.map((listener) => listener.close()));
  });

  const port = (): number => listeners[0]?.port ?? 0;

  async function attempt(url: string, options: FetcherOptions = {}) {
    const { sut, dialled } = webPageFetcher({ resolver: resolverOf(), ownAddresses, ...options });
    const signal = AbortSignal.timeout(60_000);
    const error: unknown = await sut.fetch(url, { maxCharacters: 100, signal }).catch((reason: unknown) => reason);
    // Connections that were opened have arrived by now.
    await new Promise((resolve) => setTimeout(resolve, dialled.length === 0 ? 0 : 20));
    return { error, dialled, knocks: listeners.reduce((sum, { knocks }) => sum + knocks, 0) };
  }

  async function expectNoKnock(url: string, options: FetcherOptions = {}): Promise<void> {
    const { error, dialled, knocks } = await attempt(url, options);
    expect(error).toBeInstanceOf(PageFetchError);
    expect({ dialled, knocks }).toEqual({ dialled: [], knocks: 0 });
    expect(String(error)).not.toMatch(/\d+\.\d+\.\d+|::|ENOTFOUND|judged/);
  }

  it('are at least 150 in this corpus, none of them twice', () => {
    const all = [...spellings, ...forms, ...Object.keys(answers)];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(150);
  });

  it.each(spellings)('are not knocked at, as host %j', async (host) => {
    await expectNoKnock(`http://${host}:${port()}/`);
    await expectNoKnock(`https://${host}:${port()}/`);
  });

  it.each(forms)('are not knocked at, as address %j', (form) => expectNoKnock(form.replaceAll('PORT', String(port()))));

  it.each(Object.keys(answers))('are not knocked at, by the name %s', (name) =>
    expectNoKnock(`http://${name}:${port()}/`),
  );

  it('own public addresses are refused by number too', async () => {
    await expectNoKnock(`http://8.8.4.4:${port()}/`);
    await expectNoKnock(`http://134743044:${port()}/`);
    await expectNoKnock(`http://[2a00:1450::5]:${port()}/`);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://public.test/',
    'ws://public.test/',
    'data:,x',
    'javascript:x',
    'blob:http://public.test/0',
  ])('the scheme of %s is told to be none that is fetched', async (url) => {
    const { error, dialled } = await attempt(url);
    expect(String(error)).toContain('Only addresses that begin with https:// or http:// are fetched.');
    expect(dialled).toEqual([]);
  });

  it('a name that does not exist and the name of an inner host are told alike', async () => {
    const missing = await attempt('http://no-such-name.test/');
    const within = await attempt('http://private-ten.test/');
    expect(String(missing.error)).toBe(String(within.error));
  });

  it.each(['127.0.0.1', '0x7f.1', '2130706433', '１２７。１', '127.0.0.1.'])(
    'the listener does hear a knock as %s once the configuration allows it, so the tests above can fail',
    async (host) => {
      const { error, knocks } = await attempt(`http://${host}:${port()}/`, {
        settings: { allowPrivateHosts: [`127.0.0.1:${port()}`] },
      });
      expect(error).toMatchObject({ text: 'inside' });
      expect(knocks).toBe(1);
    },
  );

  it.each([
    ['another host', ['127.0.0.2', 'localhost', '[::1]', 'loopback.test']],
    ['another port', ['127.0.0.1:1']],
    ['a part of the name', ['127.0.0', '.0.0.1', '*', '127.0.0.*', '']],
    ['a whole address', ['http://127.0.0.1']],
  ])('allowPrivateHosts opens nothing by %s', (_what, allowPrivateHosts) =>
    expectNoKnock(`http://127.0.0.1:${port()}/`, { settings: { allowPrivateHosts } }),
  );

  describe('behind a name server that changes its mind', () => {
    it.each([
      ['public, then private', [[publicAddress], ['127.0.0.1']]],
      ['public, then both', [[publicAddress], [publicAddress, '127.0.0.1']]],
      ['public, then loopback of IPv6', [[otherPublicAddress], ['::1']]],
      ['two public ones, then private', [[publicAddress, otherPublicAddress], ['127.0.0.1']]],
    ])('%s: only what was judged is dialled, after one lookup', async (_what, turns) => {
      const resolver = new ScriptedResolver({ 'rebind.test': turns });
      const { error, dialled, knocks } = await attempt(`http://rebind.test:${port()}/`, { resolver });
      expect(error).toBeInstanceOf(PageFetchError);
      expect(resolver.asked).toEqual(['rebind.test']);
      expect({ dialled, knocks }).toEqual({ dialled: [turns[0]], knocks: 0 });
    });

    it('private, then public: refused', async () => {
      const resolver = new ScriptedResolver({ 'rebind.test': [['127.0.0.1'], [publicAddress]] });
      await expectNoKnock(`http://rebind.test:${port()}/`, { resolver });
    });

    it('a redirect to the same name is looked up and judged anew', async () => {
      const entry = await PageServer.start();
      entry.answer = (_request, response) =>
        response.writeHead(302, { location: `http://rebind.test:${port()}/` }).end();
      const resolver = new ScriptedResolver({ 'rebind.test': [['127.0.0.1'], ['127.0.0.1']] });
      const { error, dialled, knocks } = await attempt(`http://rebind.test:${entry.port}/`, {
        resolver,
        settings: { allowPrivateHosts: [`rebind.test:${entry.port}`] },
      });
      await entry.close();
      expect(error).toBeInstanceOf(PageFetchError);
      expect(resolver.asked).toHaveLength(2);
      expect({ dialled: dialled.length, knocks }).toEqual({ dialled: 1, knocks: 0 });
    });
  });

  describe('behind a redirect', () => {
    let entry: PageServer;

    beforeAll(async () => {
      entry = await PageServer.start();
    });

    afterAll(() => entry.close());

    const targets = [
      ...forms.filter((form) => !['', 'http://?', 'localhost:PORT/', '127.0.0.1:PORT', '/etc/passwd'].includes(form)),
      ...spellings.map((host) => `http://${host}:PORT/`),
    ]
      // What a header cannot carry arrives percent-encoded.
      .map((target) => target.replace(/[^\x20-\x7e]/gu, encodeURIComponent).trim());

    async function redirected(location: string, status = 302) {
      entry.knocks = 0;
      entry.answer = (request, response) => {
        if (request.url === '/') response.writeHead(status, { location }).end('moved');
        else response.end('still at the entry');
      };
      return attempt(`http://entry.test:${entry.port}/`, {
        resolver: resolverOf({ 'entry.test': [['127.0.0.1']] }),
        settings: { allowPrivateHosts: [`entry.test:${entry.port}`] },
      });
    }

    it.each(targets)('to %j nothing is knocked at', async (target) => {
      const { error, dialled, knocks } = await redirected(target.replaceAll('PORT', String(port())));
      // A target that is no whole address may at most lead back to where it came from.
      if (!(error instanceof PageFetchError)) expect(error).toMatchObject({ text: 'still at the entry' });
      expect(dialled.every((addresses) => addresses.join() === '127.0.0.1')).toBe(true);
      expect(knocks).toBe(0);
    });

    it.each([301, 302, 303, 307, 308])('with status %d the target is judged', async (status) => {
      const { error, dialled, knocks } = await redirected(`http://127.0.0.1:${port()}/`, status);
      expect(error).toBeInstanceOf(PageFetchError);
      expect({ dialled: dialled.length, knocks }).toEqual({ dialled: 1, knocks: 0 });
    });

    it.each(Object.keys(answers))('to the name %s nothing is knocked at', async (name) => {
      const { error, dialled, knocks } = await redirected(`http://${name}:${port()}/`);
      expect(error).toBeInstanceOf(PageFetchError);
      expect({ dialled: dialled.length, knocks }).toEqual({ dialled: 1, knocks: 0 });
    });

    it('at the end of a chain nothing is knocked at', async () => {
      entry.answer = (request, response) => {
        const step = Number(request.url?.slice(1));
        const location = step < 3 ? `/${step + 1}` : `//127.1:${port()}/`;
        response.writeHead(307, { location }).end();
      };
      const { error, dialled, knocks } = await attempt(`http://entry.test:${entry.port}/0`, {
        resolver: new ScriptedResolver({ 'entry.test': [['127.0.0.1']] }),
        settings: { allowPrivateHosts: [`entry.test:${entry.port}`] },
      });
      expect(error).toBeInstanceOf(PageFetchError);
      expect({ dialled: dialled.length, knocks }).toEqual({ dialled: 4, knocks: 0 });
    });

    it.each([
      ['to itself', () => '/'],
      ['in circles', (path: string) => (path === '/' ? '/a' : '/')],
      ['without end', (path: string) => `${path}x`],
    ])('%s it is given up after five', async (_what, next) => {
      entry.answer = (request, response) => response.writeHead(302, { location: next(request.url ?? '') }).end();
      const { error, dialled } = await attempt(`http://entry.test:${entry.port}/`, {
        resolver: new ScriptedResolver({ 'entry.test': [['127.0.0.1']] }),
        settings: { allowPrivateHosts: ['entry.test'] },
      });
      expect(String(error)).toMatch(/redirects more than 5 times/);
      expect(dialled).toHaveLength(6);
    });
  });
});
