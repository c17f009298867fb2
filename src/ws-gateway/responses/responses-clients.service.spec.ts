import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeKeyRing } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { fixed } from '../../../test/support/fixed.js';
import { UnreadSocket } from '../../../test/support/unread-socket.js';
import type { Credential } from '../../auth/credential.js';
import { GatewayConfig } from '../../config/gateway.config.js';
import { tickIntervalMs } from '../../gateway-protocol/limits.js';
import { ClientWatch } from '../client-watch.service.js';
import { FrameSender } from '../frame-sender.js';
import type { UpgradedRequest } from '../gateway-ws.adapter.js';
import { ConnectionMemories, mostRememberedBytes } from './connection-memories.service.js';
import type { CreateFrames } from './create-frames.service.js';
import type { FrameCaller } from './frame-caller.js';
import { ResponsesClients } from './responses-clients.service.js';

const stopped = 'close 1012 the gateway stops';

describe(ResponsesClients.name, () => {
  let clock: FakeClock;
  let watch: ClientWatch;
  let callers: FrameCaller[];
  let memories: ConnectionMemories;
  let sut: ResponsesClients;

  beforeEach(() => {
    clock = new FakeClock();
    callers = [];
    watch = new ClientWatch(fixed({ mode: 'none' }), makeKeyRing([], clock).sut, clock);
    watch.onModuleInit();
    const frames: Pick<CreateFrames, 'answer'> = {
      answer: (_text, caller) => {
        callers.push(caller);
        return new Promise(() => undefined);
      },
    };
    memories = new ConnectionMemories();
    const gateway = fixed(new GatewayConfig());
    sut = new ResponsesClients(frames as CreateFrames, watch, memories, gateway, clock, new FakeIds());
  });

  function connect(headers: Record<string, string> = {}): UnreadSocket {
    const socket = new UnreadSocket();
    const credential: Credential = { id: 'shared-token', kind: 'token', mayBeOwner: true };
    const request = {
      headers,
      rawHeaders: Object.entries(headers).flat(),
      credential,
      admitted: { client: { address: '203.0.113.7' } },
    };
    const sender = new FrameSender(socket.asWebSocket, { limit: () => 12_000, terminateSoon: () => undefined });
    sut.add(socket.asWebSocket, request as unknown as UpgradedRequest, { sender, received: { add: () => undefined } });
    return socket;
  }

  it('lets a client ask as whom its upgrade made it', () => {
    const socket = connect({ 'x-openclaw-agent-id': 'front-desk', 'x-openclaw-on-disconnect': 'continue' });
    socket.emit('message', Buffer.from('{}'), false);
    expect(callers).toMatchObject([
      {
        owner: { credential: { id: 'shared-token' } },
        route: { agentId: 'front-desk' },
        onDisconnect: 'continue',
        clientAddress: '203.0.113.7',
      },
    ]);
  });

  it('a client is watched as long as it is connected', async () => {
    const [staying, leaving] = [connect(), connect()];
    leaving.emit('close');
    await clock.advance(tickIntervalMs);
    expect([staying.kinds, leaving.kinds]).toEqual([['ping'], []]);
  });

  it('what a client was told has to make room for others only as long as it is connected', () => {
    const sockets = [connect(), connect(), connect()];
    sockets.forEach((socket) => socket.emit('message', Buffer.from('{}'), false));
    const [one, other, third] = callers.map(({ memory }) => memory);
    const bytes = mostRememberedBytes / 2;
    const remember = (memory: FrameCaller['memory'] | undefined, id: string, size = bytes): void =>
      memory?.remember({ id, agentId: 'main', after: undefined, items: 'x'.repeat(size / 2), bytes: size }, size);
    remember(one, 'one', bytes / 2);
    remember(other, 'other');
    sockets[0]?.emit('close');
    remember(third, 'third');
    expect([other?.get('other'), third?.get('third')].map((response) => response?.bytes)).toEqual([bytes, bytes]);
    remember(memories.open(), 'fourth');
    expect(other?.get('other')).toBeUndefined();
  });

  it('a stop closes every client, but not one that is gone', () => {
    const [staying, leaving] = [connect(), connect()];
    leaving.emit('close');
    sut.stop('the gateway stops');
    expect([staying.sent, leaving.sent]).toEqual([[stopped], []]);
  });

  it('a client that was on its way at the stop is closed as well', () => {
    sut.stop('the gateway stops');
    expect(connect().sent).toEqual([stopped]);
  });
});
