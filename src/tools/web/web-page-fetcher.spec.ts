import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { turnsUntilSettled } from '../../../test/support/turns.js';
import { eventually } from '../../../test/support/eventually.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { PageServer } from '../../../test/support/page-server.js';
import { type FetcherOptions, ScriptedResolver, webPageFetcher } from '../../../test/support/web-fetch-factory.js';
import { LiveValue } from '../../config/live-value.js';
import { ToolsConfig } from '../../config/tools.config.js';
import { PageFetchError } from '../pages/page-fetcher.port.js';
import { SystemHostResolver } from './host-resolver.js';
import { ownAddresses } from './own-addresses.js';
import { dialAny } from './pinned-client.js';
import { WebPageFetcher } from './web-page-fetcher.js';

describe(WebPageFetcher.name, () => {
  let server: PageServer;

  beforeEach(async () => {
    server = await PageServer.start();
  });

  afterEach(() => server.close());

  const never = new AbortController().signal;

  function setup({ settings, ...options }: FetcherOptions = {}) {
    const resolver = new ScriptedResolver({ 'pages.test': [['127.0.0.1']] });
    return webPageFetcher({ resolver, settings: { allowPrivateHosts: ['pages.test'], ...settings }, ...options });
  }

  function fetch(path = '/', options: FetcherOptions & { signal?: AbortSignal; maxCharacters?: number } = {}) {
    const { signal = never, maxCharacters = 1_000, ...rest } = options;
    return setup(rest).sut.fetch(`http://pages.test:${server.port}${path}`, { maxCharacters, signal });
  }

  function serve(body: string | Buffer, headers: Record<string, string> = {}, status = 200): void {
    server.answer = (_request, response) => response.writeHead(status, headers).end(body);
  }

  const html = { 'content-type': 'text/html; charset=utf-8' };

  it('asks plainly: GET, a neutral name, no cookies, no referrer, no fragment', async () => {
    serve('text', { 'content-type': 'text/plain', 'set-cookie': 'a=b' });
    await fetch('/a?b=c#d');
    expect(server.requests).toEqual(['GET /a?b=c']);
    expect(Object.keys(server.headers[0] ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(server.headers[0]).toMatchObject({ 'user-agent': 'openclaw-gateway', host: `pages.test:${server.port}` });
  });

  it('makes readable text of a web page', async () => {
    const page = `<!doctype html><html><head><title> A &amp; B\n </title><style>p{}</style><script>x()</script></head><body>
      <nav><a href="/menu">Menu</a></nav><h1>Head</h1><p>One <b>two</b> &lt;three&gt; <a href="/next?a=1">next</a>
      <a href="javascript:x()">no</a> <a href="data:text/html,x">data</a> <a href="#top">up</a></p><noscript>off</noscript>
      <ul><li>first</li><li>second</li></ul><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>
      <pre>  kept\n    as is</pre><svg><text>drawn</text></svg><footer>imprint</footer></body></html>`;
    serve(page, html);
    const { title, text, truncated, url, status } = await fetch('/page');
    expect({ title, truncated, url, status }).toEqual({
      title: 'A & B',
      truncated: false,
      url: `http://pages.test:${server.port}/page`,
      status: 200,
    });
    expect(text).toBe(
      '# Head\n\nOne two <three> next [/next?a=1] no data up\n\n * first\n * second\n\na | b |\nc |\n\n  kept\n    as is',
    );
  });

  it.each([
    'text/plain',
    'text/markdown; charset=UTF-8',
    'application/json',
    'application/ld+json',
    'application/xml',
    'TEXT/CSV',
  ])('gives %s as it is', async (type) => {
    serve('{"a": "<b>ü</b>"}', { 'content-type': type });
    expect(await fetch()).toMatchObject({ text: '{"a": "<b>ü</b>"}', title: undefined });
  });

  it('tells a page without a type by how it begins', async () => {
    serve('  <!DOCTYPE html><p>hello');
    expect((await fetch()).text).toBe('hello');
    serve('plain <p>');
    expect((await fetch()).text).toBe('plain <p>');
  });

  it.each([
    ['application/pdf', { 'content-length': '120000' }, Buffer.alloc(120_000), 'application/pdf, 117 kB: not text'],
    ['image/png', { 'transfer-encoding': 'chunked' }, Buffer.alloc(9), 'image/png: not text'],
    ['text/plain', {}, Buffer.from([65, 0, 66]), 'text/plain, 3 bytes: not text'],
    ['', {}, Buffer.from([0, 1, 2]), 'unknown type, 3 bytes: not text'],
  ])('says of %j what it is instead of reading it', async (type, headers, body, message) => {
    serve(body, { ...(type ? { 'content-type': type } : {}), ...headers });
    await expect(fetch()).rejects.toThrow(message);
  });

  it.each([
    ['the header', Buffer.from('caf\xe9', 'latin1'), 'text/plain; charset=ISO-8859-1'],
    [
      'the header before the page',
      Buffer.from('<meta charset="utf-8">caf\xe9', 'latin1'),
      'text/html; charset="windows-1252"',
    ],
    ['the page', Buffer.from('<html><meta charset="latin1"><body>caf\xe9', 'latin1'), 'text/html'],
    ['a byte order mark', Buffer.from('\ufeffcafé', 'utf16le'), 'text/plain; charset=utf-8'],
    ['an XML declaration', Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?>caf\xe9', 'latin1'), 'text/xml'],
    ['nothing: UTF-8', Buffer.from('café'), 'text/plain'],
    ['nothing: the encoding before UTF-8', Buffer.from('caf\xe9', 'latin1'), 'text/plain'],
    ['an unknown name: as nothing', Buffer.from('café'), 'text/plain; charset=made-up'],
  ])('finds the encoding by %s', async (_how, body, type) => {
    serve(body, { 'content-type': type });
    expect((await fetch()).text).toMatch(/café$/);
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['identity', Buffer.from],
  ])('unpacks %s', async (encoding, pack: (text: string) => Buffer) => {
    serve(pack('packed text'), { 'content-type': 'text/plain', 'content-encoding': encoding });
    expect((await fetch()).text).toBe('packed text');
  });

  it.each(['zstd', 'gzip, gzip', 'made-up'])('refuses the packing %j', async (encoding) => {
    serve('x', { 'content-type': 'text/plain', 'content-encoding': encoding });
    await expect(fetch()).rejects.toThrow('compressed in a way that cannot be read');
  });

  it('a broken packing is one clear error', async () => {
    serve('not gzip', { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
    await expect(fetch()).rejects.toThrow(PageFetchError);
  });

  it('stops a bomb at the size limit, counted unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'a'));
    expect(bomb.length).toBeLessThan(100_000);
    serve(bomb, { 'content-type': 'text/plain', 'content-encoding': 'gzip' });
    const before = process.memoryUsage().arrayBuffers;
    const page = await fetch('/', { settings: { maxBytes: 100_000 }, maxCharacters: 1_000_000 });
    expect(page).toMatchObject({ truncated: true, text: 'a'.repeat(100_000) });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
  });

  it('stops reading at the size limit and closes the connection', async () => {
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(50_000), () => setImmediate(more));
      };
      more();
    };
    const page = await fetch('/', { settings: { maxBytes: 200_000 }, maxCharacters: 1_000_000 });
    expect(page).toMatchObject({ truncated: true, text: 'x'.repeat(200_000) });
    await eventually(() => server.open === 0);
  });

  it('does not cut a character in two, neither by bytes nor by characters', async () => {
    serve('🙂'.repeat(1_000), { 'content-type': 'text/plain' });
    expect(await fetch('/', { settings: { maxBytes: 1_025 } })).toMatchObject({
      text: '🙂'.repeat(256),
      truncated: true,
    });
    expect(await fetch('/', { maxCharacters: 9 })).toMatchObject({ text: '🙂'.repeat(4), truncated: true });
  });

  it('cuts the text of a web page, and says so', async () => {
    serve(`<p>${'word '.repeat(1_000)}</p>`, html);
    expect(await fetch('/', { maxCharacters: 100 })).toMatchObject({ text: 'word '.repeat(20), truncated: true });
  });

  it('follows redirects, relative ones too, and tells where they led', async () => {
    server.answer = (request, response) => {
      if (request.url === '/a/b') response.writeHead(301, { location: '../c?d=1' }).end();
      else if (request.url === '/c?d=1')
        response.writeHead(303, { location: `http://PAGES.test:${server.port}/end` }).end();
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('arrived');
    };
    expect(await fetch('/a/b')).toMatchObject({ text: 'arrived', url: `http://pages.test:${server.port}/end` });
    expect(server.headers.some((headers) => headers.cookie ?? headers.referer)).toBe(false);
  });

  it.each([404, 403, 500, 304, 300])('status %d is an error that says so', async (status) => {
    serve('', {}, status);
    await expect(fetch()).rejects.toThrow(`The host answered with status ${status}.`);
  });

  it('a redirect without a target is an error as well', async () => {
    serve('', {}, 302);
    await expect(fetch()).rejects.toThrow('status 302');
  });

  it('a host that breaks off or is not there is one clear error without an address', async () => {
    server.answer = (_request, response) => response.destroy();
    const broken = await fetch().catch(String);
    const { port } = server;
    await server.close();
    const gone = await setup()
      .sut.fetch(`http://pages.test:${port}/`, { maxCharacters: 1, signal: never })
      .catch(String);
    for (const message of [broken, gone]) {
      expect(message).toBe('PageFetchError: The host cannot be reached or broke off its answer.');
    }
    server = await PageServer.start();
  });

  it.each([
    ['before the answer', () => undefined],
    ['within the body', (response: { write(text: string): unknown }) => response.write('begun')],
  ])('the time limit holds %s', async (_when, begin) => {
    const clock = new FakeClock();
    server.answer = (_request, response) => {
      if (begin.length > 0) response.writeHead(200, { 'content-type': 'text/plain' });
      begin(response);
    };
    const pending = fetch('/', { clock, settings: { timeoutSeconds: 7 } }).catch(String);
    await eventually(() => server.requests.length === 1);
    await clock.advance(6_999);
    expect(server.open).toBe(1);
    await clock.advance(1);
    expect(await pending).toBe('PageFetchError: The page took longer than 7 seconds.');
    await eventually(() => server.open === 0);
    expect(clock.waiting).toBe(0);
  });

  it('the time limit counts all redirects together', async () => {
    const clock = new FakeClock();
    const replies: (() => void)[] = [];
    server.answer = (_request, response) => {
      replies.push(() => response.writeHead(302, { location: '/again' }).end());
    };
    const pending = fetch('/', { clock, settings: { timeoutSeconds: 10 } }).catch(String);
    await eventually(() => replies.length === 1);
    await clock.advance(6_000);
    replies[0]?.();
    await eventually(() => replies.length === 2);
    await clock.advance(4_000);
    expect(await pending).toMatch(/longer than 10 seconds/);
  });

  it.each(['a lookup', 'the headers', 'the body', 'a connection'])('J5: an abort ends %s at once', async (what) => {
    const controller = new AbortController();
    const reason = new Error('the caller left');
    let begun = false;
    const hangs: FetcherOptions['resolver'] = {
      resolve: () => {
        begun = true;
        return new Promise(() => undefined);
      },
    };
    server.answer = (_request, response) => {
      begun = true;
      if (what === 'the body') response.writeHead(200, { 'content-type': 'text/html' }).write('<p>x');
    };
    const silent = await silentListener();
    const url = what === 'a connection' ? `https://pages.test:${silent.port}/` : `http://pages.test:${server.port}/`;
    const { sut } = setup(what === 'a lookup' ? { resolver: hangs } : {});
    const pending = sut.fetch(url, { maxCharacters: 1, signal: controller.signal });
    await eventually(() => begun || silent.sockets.length > 0);
    controller.abort(reason);
    expect(await turnsUntilSettled(pending)).toBeLessThan(10);
    await expect(pending).rejects.toBe(reason);
    await eventually(() => server.open === 0);
    await eventually(() => silent.sockets.every((socket) => socket.destroyed));
    await silent.close();
  });

  it('is aborted from the start by a signal that is', async () => {
    await expect(fetch('/', { signal: AbortSignal.abort(new Error('long gone')) })).rejects.toThrow('long gone');
    expect(server.knocks).toBe(0);
  });

  it('asks for a secure host by its name, over the judged address', async () => {
    const silent = await silentListener();
    const controller = new AbortController();
    const { sut, dialled } = setup();
    const pending = sut.fetch(`https://pages.test:${silent.port}/`, { maxCharacters: 1, signal: controller.signal });
    await eventually(() => silent.received().length > 0);
    expect(silent.received()[0]).toBe(0x16);
    expect(silent.received().toString('latin1')).toContain('pages.test');
    expect(dialled).toEqual([['127.0.0.1']]);
    controller.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
    await silent.close();
  });

  it('says nothing over a connection that turns out to be another one', async () => {
    const sut = new WebPageFetcher({
      section: new LiveValue(new ToolsConfig()),
      clock: new FakeClock(),
      resolver: new ScriptedResolver({ 'public.test': [['93.184.216.34']] }),
      ownAddresses: () => [],
      dial: () => dialAny(['127.0.0.1'], server.port),
    });
    await expect(sut.fetch('http://public.test/', { maxCharacters: 1, signal: never })).rejects.toThrow(PageFetchError);
    expect(server.requests).toEqual([]);
    await eventually(() => server.open === 0);
  });

  it('takes the next judged address when one does not answer', async () => {
    const { sut } = setup({ resolver: new ScriptedResolver({ 'pages.test': [['::1', '127.0.0.1']] }) });
    serve('there', { 'content-type': 'text/plain' });
    const page = await sut.fetch(`http://pages.test:${server.port}/`, { maxCharacters: 10, signal: never });
    expect(page.text).toBe('there');
  });

  it('hostile markup neither blocks the process nor lasts', async () => {
    serve('<div>'.repeat(800_000), html);
    const clock = new FakeClock();
    const pending = fetch('/', { clock }).catch(String);
    // The limit of the conversion joins that of the whole.
    await eventually(() => clock.waiting === 2);
    // Were it converted in this thread, it would be done after one turn.
    expect(await turnsUntilSettled(pending, 20)).toBe(20);
    await clock.advance(5_000);
    expect(await pending).toBe('PageFetchError: The page is too intricate to be turned into text.');
  });

  it('honest markup of some megabytes is read', async () => {
    serve(`<body>${'<p>some words of a <a href="/page">page</a></p>'.repeat(20_000)}`, html);
    expect(await fetch()).toMatchObject({
      truncated: true,
      text: expect.stringMatching(/^some words of a page \[\/page\]\n\n/),
    });
  });

  it('finds hosts as the machine does', async () => {
    const found = await new SystemHostResolver().resolve('localhost', never);
    expect(found.every((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
    expect(found.length).toBeGreaterThan(0);
    expect(ownAddresses()).toContain('127.0.0.1');
  });
});

/** Takes connections and says nothing. */
async function silentListener() {
  const sockets: Socket[] = [];
  const chunks: Buffer[] = [];
  const listener = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    sockets,
    port: (listener.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks),
    close: () => new Promise((resolve) => listener.close(resolve)),
  };
}
