import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from '../support/fake-answers.js';
import type { FakeExchange } from '../support/fake-exchange.js';
import { temporaryDirectory } from '../support/temporary-directory.js';
import { type InteropGateway, startInteropGateway } from './interop-gateway.js';
import { gatewayFlags, openclawCommand } from './openclaw-command.js';
import { TerminalClient, keys } from '../support/terminal-client.js';

const scratch = temporaryDirectory();
const idle = 'connected | idle';
let gateway: InteropGateway;
let terminal: TerminalClient | undefined;

beforeAll(async () => {
  gateway = await startInteropGateway();
});
afterEach(async () => {
  await terminal?.close();
  gateway.upstream.reset();
});
afterAll(() => gateway.close());

/** A terminal client that begins with a message. It remembers sessions in its home, so each has a home of its own. */
async function openTerminal(message: string, session: string, token = gateway.address.token): Promise<TerminalClient> {
  const address = { ...gateway.address, token };
  const home = mkdtempSync(join(scratch, 'home-'));
  const args = ['tui', ...gatewayFlags(address), '--session', session, '--message', message];
  terminal = await TerminalClient.open(openclawCommand(args, address, home));
  return terminal;
}

/** A reply whose second part comes when the client shows the first. */
async function reply(
  tui: TerminalClient,
  arrived: Promise<FakeExchange>,
  first: string,
  second: string,
): Promise<void> {
  const exchange = await arrived;
  await exchange.delta({ content: first });
  await tui.shows(first);
  await exchange.delta({ content: second });
  await exchange.finish();
  await tui.shows(first + second);
  await tui.shows(idle);
}

/** What the model was asked last, without the system text. */
const asked = (): unknown[] =>
  gateway.upstream.lastRequest.body.messages.filter(({ role }) => role !== 'system').map(({ content }) => content);

describe('openclaw tui', () => {
  it('shows the replies to its first message and to the second as they come, in one conversation', async () => {
    const [first, second] = [gateway.upstream.manual(), gateway.upstream.manual()];
    const tui = await openTerminal('hi', 'agent:main:talk');
    await reply(tui, first, 'The first', ' reply.');
    await tui.enter('And now?');
    await reply(tui, second, 'The second', ' reply.');
    expect(asked()).toEqual(['hi', 'The first reply.', 'And now?']);
  });

  it('shows replies that come in one piece, the second one in the same session', async () => {
    gateway.upstream.script(text('A plain reply.'), text('A plain second one.'));
    const tui = await openTerminal('hi', 'agent:main:plain');
    await tui.shows('A plain reply.');
    await tui.shows(idle);
    await tui.enter('And now?');
    await tui.shows('A plain second one.');
    await tui.shows(idle);
    expect(gateway.upstream.requests).toHaveLength(2);
    expect(asked()).toEqual(['hi', 'A plain reply.', 'And now?']);
  });

  it('/new begins a conversation that knows nothing of the one before', async () => {
    const [first, second] = [gateway.upstream.manual(), gateway.upstream.manual()];
    const tui = await openTerminal('hi', 'agent:main:before');
    await reply(tui, first, 'The first', ' reply.');
    await tui.enter('/new');
    await tui.shows('session agent:main:tui-');
    await tui.enter('Who are you?');
    await reply(tui, second, 'A new', ' beginning.');
    expect(asked()).toEqual(['Who are you?']);
  });

  it('Esc stops an answer under way, up to the model, and the next message is answered', async () => {
    const { upstream } = gateway;
    const arrived = upstream.manual();
    const tui = await openTerminal('Tell me a story.', 'agent:main:story');
    const exchange = await arrived;
    await exchange.delta({ content: 'Once upon a time' });
    await tui.shows('Once upon a time');
    tui.press(keys.escape);
    await tui.shows('run aborted');
    await exchange.request.closed;
    expect(exchange.request.aborted).toBe(true);
    const next = upstream.manual();
    await tui.enter('Something else.');
    await reply(tui, next, 'Something', ' shorter then.');
  });

  it('a wrong token says unauthorized, and asks no model', async () => {
    const tui = await openTerminal('hi', 'agent:main:stranger', 'a-wrong-token');
    await tui.shows('unauthorized: gateway token mismatch');
    expect(gateway.upstream.requests).toEqual([]);
  });

  it('Ctrl+C twice leaves it', async () => {
    const answer = gateway.upstream.manual();
    const tui = await openTerminal('hi', 'agent:main:leaving');
    await reply(tui, answer, 'Good', 'bye.');
    tui.press(keys.interrupt);
    await tui.shows('again to exit');
    tui.press(keys.interrupt);
    expect(await tui.exit).toBe(0);
  });
});
