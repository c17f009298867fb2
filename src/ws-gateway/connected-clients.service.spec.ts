import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { makeKeyRing } from '../../test/support/credentials.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { FakeIds } from '../../test/support/fake-ids.js';
import { fixed } from '../../test/support/fixed.js';
import { operator } from '../../test/support/operator-factory.js';
import { UnreadSocket } from '../../test/support/unread-socket.js';
import type { ControlDispatcher } from '../control/control-dispatcher.service.js';
import { EventHub } from '../control/events/event-hub.service.js';
import { tickIntervalMs } from '../gateway-protocol/limits.js';
import { ClientWatch } from './client-watch.service.js';
import { ConnectedClients } from './connected-clients.service.js';
import { FrameSender } from './frame-sender.js';

describe(ConnectedClients.name, () => {
  const dispatch = jest.fn<ControlDispatcher['dispatch']>();
  let clock: FakeClock;
  let watch: ClientWatch;
  let sut: ConnectedClients;

  beforeEach(() => {
    dispatch.mockReset().mockReturnValue(new Promise(() => undefined));
    clock = new FakeClock();
    watch = new ClientWatch(fixed({ mode: 'none' }), makeKeyRing([], clock).sut, clock);
    const dispatcher = { dispatch } as unknown as ControlDispatcher;
    sut = new ConnectedClients(dispatcher, new EventHub(clock), watch, clock, new FakeIds());
    watch.onModuleInit();
    sut.onModuleInit();
  });

  function connect(): UnreadSocket {
    const socket = new UnreadSocket();
    const sender = new FrameSender(socket.asWebSocket, { limit: () => 12_000, terminateSoon: () => undefined });
    sut.add(socket.asWebSocket, sender, operator());
    return socket;
  }

  it('at each beat a client is pinged and told the time, as long as it is connected', async () => {
    const [staying, leaving] = [connect(), connect()];
    leaving.emit('close');
    await clock.advance(tickIntervalMs);
    staying.read();
    expect(staying.kinds.sort()).toEqual(['ping', 'text']);
    expect(staying.sent.join()).toContain(`"event":"tick","payload":{"ts":${clock.now()}}`);
    expect(leaving.sent).toEqual([]);
  });

  it('what is done for a client alone ends when it leaves', () => {
    const socket = connect();
    socket.emit('message', Buffer.from('{"type":"req","id":"1","method":"agent.wait"}'), false);
    const signal = dispatch.mock.lastCall?.[1].signal;
    expect(signal?.aborted).toBe(false);
    socket.emit('close');
    expect(signal?.aborted).toBe(true);
  });

  it('a stop is told to every client before it is closed, but not to one that is gone', () => {
    const [staying, leaving] = [connect(), connect()];
    leaving.emit('close');
    sut.stop('the gateway stops');
    expect(staying.sent).toEqual([
      'text {"type":"event","event":"shutdown","payload":{"reason":"the gateway stops"},"seq":1}',
      'close 1012 the gateway stops',
    ]);
    expect(leaving.sent).toEqual([]);
  });

  it('leaves nothing waiting when the gateway is gone', () => {
    sut.onModuleDestroy();
    watch.onModuleDestroy();
    expect(clock.waiting).toBe(0);
  });
});
