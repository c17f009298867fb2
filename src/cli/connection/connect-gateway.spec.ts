import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { type FakeConnection, FakeGateway } from '../../../test/support/fake-gateway.js';
import { eventually } from '../../../test/support/eventually.js';
import { freePorts } from '../../../test/support/free-ports.js';
import { ProtocolError } from '../../gateway-protocol/protocol-error.js';
import { CliError, exitCodes } from '../cli-error.js';
import { connectGateway } from './connect-gateway.js';
import type { GatewayTarget } from './gateway-target.js';

const never = new AbortController().signal;

describe('connectGateway', () => {
  let gateway: FakeGateway;
  let clock: FakeClock;

  beforeEach(async () => {
    gateway = await FakeGateway.start();
    clock = new FakeClock();
  });

  afterEach(async () => {
    await gateway.close();
  });

  const target = (url = gateway.url): GatewayTarget => ({
    url,
    shown: 'http://gateway',
    credential: { token: 'secret' },
    credentialSource: 'the file gateway-token',
  });
  const sut = (url?: string, signal = never) => connectGateway(target(url), clock, signal);
  const refuseConnect = (error: Record<string, unknown>): void => {
    gateway.methods['connect'] = ({ id }, connection) => connection.refuse(id, error);
  };

  it('waits for the challenge, then introduces itself', async () => {
    const link = await sut();
    expect(link.hello).toEqual({ version: '1.2.3', scopes: ['operator.read'] });
    expect(gateway.received).toEqual([
      expect.objectContaining({
        type: 'req',
        method: 'connect',
        params: expect.objectContaining({
          minProtocol: 4,
          maxProtocol: 4,
          client: expect.objectContaining({ id: 'cli', mode: 'cli', platform: process.platform }),
          auth: { token: 'secret' },
          caps: ['tool-events'],
          scopes: ['operator.read', 'operator.write', 'operator.admin'],
        }),
      }),
    ]);
    await link.close();
  });

  it('takes a hello that says nothing', async () => {
    gateway.methods['connect'] = ({ id }, connection) => connection.answer(id, { type: 'hello-ok', protocol: 4 });
    const link = await sut();
    expect(link.hello).toEqual({ version: 'unknown', scopes: [] });
    await link.close();
  });

  it('a gateway that does not begin is given up after 10 s', async () => {
    gateway.challenge = undefined;
    const attempt = expect(sut()).rejects.toMatchObject({ exitCode: exitCodes.unreachable });
    await eventually(() => clock.waiting === 1);
    await clock.advance(10_000);
    await attempt;
  });

  it('a gateway that does not answer `connect` is given up too', async () => {
    gateway.methods['connect'] = () => undefined;
    const attempt = expect(sut()).rejects.toThrow('no answer within 10 s');
    await eventually(() => gateway.received.length === 1);
    await clock.advance(10_000);
    await attempt;
  });

  it('stops trying when it is aborted', async () => {
    gateway.challenge = undefined;
    const controller = new AbortController();
    const attempt = sut(undefined, controller.signal);
    controller.abort();
    await expect(attempt).rejects.toThrow('aborted');
  });

  it('says that nobody listens, where it tried, and what to do', async () => {
    const [port = 0] = await freePorts(1);
    const attempt = sut(`ws://127.0.0.1:${port}/`);
    await expect(attempt).rejects.toMatchObject({
      message: 'No gateway answers at http://gateway: the connection was refused.',
      exitCode: exitCodes.unreachable,
      hint: expect.stringContaining('openclaw gateway run'),
    });
  });

  it('says that something else listens', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(sut(`ws://127.0.0.1:${port}/`)).rejects.toThrow(
      'is no gateway of this kind: it answered with HTTP 404',
    );
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['INVALID_REQUEST', { code: 'AUTH_TOKEN_MISMATCH' }],
    ['NOT_PAIRED', { code: 'DEVICE_IDENTITY_REQUIRED' }],
    ['INVALID_REQUEST', undefined],
  ])('%s with details %j is about the credential, and says where that came from', async (code, details) => {
    refuseConnect({ code, message: 'unauthorized: gateway token mismatch', details });
    await expect(sut()).rejects.toMatchObject({
      exitCode: exitCodes.unauthorized,
      message: expect.stringContaining('unauthorized: gateway token mismatch'),
      hint: expect.stringContaining('the file gateway-token'),
    });
  });

  it.each(['AUTH_KEY_EXPIRED', 'AUTH_KEY_REVOKED'])('%s: the holder of a key is sent to the operator', async (code) => {
    refuseConnect({ code: 'INVALID_REQUEST', message: 'unauthorized: the key is over', details: { code } });
    await expect(sut()).rejects.toMatchObject({
      exitCode: exitCodes.unauthorized,
      message: expect.stringContaining('does not accept the key: unauthorized: the key is over'),
      hint: expect.stringMatching(/the file gateway-token.* Ask the operator of the gateway for a new one/),
    });
    await expect(sut()).rejects.not.toMatchObject({ hint: expect.stringContaining('--token') });
  });

  it('says how long to wait after too many wrong credentials', async () => {
    refuseConnect({ code: 'AUTH_RATE_LIMITED', message: 'too many', retryAfterMs: 41_200 });
    await expect(sut()).rejects.toMatchObject({
      exitCode: exitCodes.unauthorized,
      hint: expect.stringContaining('42 s'),
    });
  });

  it('says which of the two is older', async () => {
    refuseConnect({
      code: 'INVALID_REQUEST',
      message: 'protocol mismatch',
      details: { code: 'PROTOCOL_MISMATCH', expectedProtocol: 5 },
    });
    await expect(sut()).rejects.toThrow('speaks version 5 of the protocol, and this command line version 4');
  });

  it('hands on why the gateway closed instead', async () => {
    gateway.challenge = undefined;
    gateway.methods['connect'] = (_, connection) => connection.close(1008, 'too many connections');
    gateway.challenge = { type: 'event', event: 'connect.challenge', payload: {} };
    await expect(sut()).rejects.toThrow('too many connections');
  });
});

describe('WsLink', () => {
  let gateway: FakeGateway;
  let clock: FakeClock;
  let held: FakeConnection[];

  beforeEach(async () => {
    gateway = await FakeGateway.start();
    clock = new FakeClock();
    held = [];
    gateway.methods['hold'] = (_, connection) => held.push(connection);
  });

  afterEach(async () => {
    await gateway.close();
  });

  const open = () =>
    connectGateway({ url: gateway.url, shown: 'here', credential: {}, credentialSource: '' }, clock, never);

  it('gives each request its own answer, in whatever order they come', async () => {
    gateway.methods['echo'] = ({ id, params }, answering) => {
      if (params['text'] !== 'first') answering.answer(id, params);
      if (params['text'] === 'last') answering.answer(gateway.received[1]?.id ?? '', { text: 'first' });
    };
    const link = await open();
    const answers = ['first', 'second', 'last'].map((text) => link.request('echo', { text }));
    expect(await Promise.all(answers)).toEqual([{ text: 'first' }, { text: 'second' }, { text: 'last' }]);
    await link.close();
  });

  it('tells of the first of two answers, and waits for the last', async () => {
    gateway.methods['agent'] = ({ id }, answering) => {
      answering.answer(id, { status: 'accepted', runId: 'r' });
      answering.answer(id, { status: 'ok', runId: 'r' });
    };
    const link = await open();
    const accepted: unknown[] = [];
    expect(await link.request('agent', {}, (payload) => accepted.push(payload))).toEqual({ status: 'ok', runId: 'r' });
    expect(accepted).toEqual([{ status: 'accepted', runId: 'r' }]);
    expect(await link.request('agent')).toEqual({ status: 'ok', runId: 'r' });
    await link.close();
  });

  it('a refusal is a ProtocolError, also one that says nothing', async () => {
    gateway.methods['no'] = ({ id }, answering) => answering.refuse(id, { code: 'FORBIDDEN', message: 'no' });
    gateway.methods['nothing'] = ({ id }, answering) => answering.send({ type: 'res', id, ok: false });
    const link = await open();
    await expect(link.request('no')).rejects.toEqual(new ProtocolError({ code: 'FORBIDDEN', message: 'no' }));
    await expect(link.request('nothing')).rejects.toThrow('the gateway gave no reason');
    await link.close();
  });

  it('gives events to those who listen, until they stop', async () => {
    const link = await open();
    const heard: unknown[] = [];
    const stop = link.onEvent((event, payload) => heard.push([event, payload]));
    gateway.methods['say'] = ({ id }, answering) => {
      answering.event('agent', { seq: 1 });
      answering.answer(id, {});
    };
    await link.request('say');
    stop();
    await link.request('say');
    expect(heard).toEqual([['agent', { seq: 1 }]]);
    await link.close();
  });

  it('is not thrown by frames that are none', async () => {
    gateway.methods['odd'] = ({ id }, answering) => {
      for (const odd of ['{', 'null', '[]', '"text"', '{"type":"res"}', '{"type":"event"}', '{"type":"new"}']) {
        answering.send(odd);
      }
      answering.answer('unknown', {});
      answering.answer(id, 'fine');
    };
    const link = await open();
    expect(await link.request('odd')).toBe('fine');
    await link.close();
  });

  it.each<[string, (connection: FakeConnection) => void, string]>([
    ['breaks off', (connection) => connection.breakOff(), 'it was broken off'],
    ['restarts', (connection) => connection.close(1012), 'the gateway stops or restarts'],
    ['says why', (connection) => connection.close(1008, 'too slow'), 'too slow'],
  ])('when the gateway %s, requests fail and `closed` tells why', async (_, lose, reason) => {
    const link = await open();
    const waiting = link.request('hold');
    await eventually(() => held.length === 1);
    held.forEach(lose);
    await expect(waiting).rejects.toMatchObject({
      message: `The connection to the gateway was lost: ${reason}.`,
      exitCode: exitCodes.unreachable,
    });
    expect(await link.closed).toBe(reason);
    await expect(link.request('hold')).rejects.toBeInstanceOf(CliError);
  });

  it('gives up a gateway that has been silent for more than two intervals', async () => {
    const link = await open();
    const waiting = expect(link.request('hold')).rejects.toThrow('it has been silent for too long');
    await clock.advance(60_000);
    await clock.advance(60_000);
    await waiting;
  });

  it('does not give up one that ticks', async () => {
    gateway.methods['tick'] = ({ id }, answering) => answering.answer(id, 'here');
    const link = await open();
    for (let round = 0; round < 4; round++) {
      await clock.advance(45_000);
      expect(await link.request('tick')).toBe('here');
    }
    await link.close();
  });

  it('refuses what is larger than a gateway takes, before it is sent', async () => {
    const link = await open();
    await expect(link.request('hold', { text: 'x'.repeat(26 * 1024 * 1024) })).rejects.toThrow('at most 25 MB');
    expect(gateway.received.map(({ method }) => method)).toEqual(['connect']);
    await link.close();
  });

  it('closes also where the other side does not', async () => {
    const link = await open();
    gateway.methods['hold'] = () => undefined;
    const unanswered = expect(link.request('hold')).rejects.toBeInstanceOf(CliError);
    await link.close();
    await unanswered;
    expect(clock.waiting).toBe(0);
  });
});
