import { beforeEach, describe, expect, it } from '@jest/globals';
import { keyCredential } from '../../../test/support/credentials.js';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { RecordingReceiver } from '../../../test/support/operator-factory.js';
import { EventHub } from './event-hub.service.js';

describe(EventHub.name, () => {
  let clock: FakeClock;
  let sut: EventHub;
  let reader: RecordingReceiver;
  let blind: RecordingReceiver;

  beforeEach(() => {
    clock = new FakeClock();
    sut = new EventHub(clock);
    reader = new RecordingReceiver({ connectionId: 'reader', scopes: ['operator.read'] });
    blind = new RecordingReceiver({ connectionId: 'blind', scopes: [] });
  });

  it('publishes contents to those who may read, and announces to everybody', () => {
    sut.add(reader);
    sut.add(blind);
    sut.publish('chat', { sessionKey: 'agent:main:desk' });
    sut.announce('tick', { ts: 1 });
    expect(reader.received).toEqual([
      { event: 'chat', payload: { sessionKey: 'agent:main:desk' } },
      { event: 'tick', payload: { ts: 1 } },
    ]);
    expect(blind.received).toEqual([{ event: 'tick', payload: { ts: 1 } }]);
  });

  it('knows who is there, and whether anybody may read', () => {
    expect([sut.hasReaders, sut.operators]).toEqual([false, []]);
    const blindLeaves = sut.add(blind);
    expect([sut.hasReaders, sut.operators]).toEqual([false, [blind.operator]]);
    const readerLeaves = sut.add(reader);
    expect(sut.hasReaders).toBe(true);
    blindLeaves();
    readerLeaves();
    readerLeaves();
    expect([sut.hasReaders, sut.operators]).toEqual([false, []]);
    sut.publish('chat', { sessionKey: 'agent:main:desk' });
    sut.announce('tick', {});
    expect([...reader.received, ...blind.received]).toEqual([]);
  });

  it('tells of changed sessions those who follow them and may read', () => {
    const follower = new RecordingReceiver({ scopes: ['operator.read'] }, true);
    const blindFollower = new RecordingReceiver({ scopes: [] }, true);
    for (const receiver of [reader, follower, blindFollower]) sut.add(receiver);
    sut.sessionChanged('agent:front-desk:a:b', 'reset');
    const key = 'agent:front-desk:a:b';
    const payload = { sessionKey: key, key, agentId: 'front-desk', reason: 'reset', ts: clock.now() };
    expect(follower.received).toEqual([{ event: 'sessions.changed', payload }]);
    expect([...reader.received, ...blindFollower.received]).toEqual([]);
    reader.followsSessions = true;
    sut.sessionChanged(key, 'delete');
    expect(reader.payloads('sessions.changed')).toMatchObject([{ reason: 'delete' }]);
  });

  it('one who is taken out while it is sent to takes nothing from the others', () => {
    const leaves = sut.add(reader);
    const slow = new RecordingReceiver();
    slow.send = () => leaves();
    sut.add(slow);
    const last = new RecordingReceiver();
    sut.add(last);
    sut.announce('tick', {});
    sut.announce('tick', {});
    expect([reader.received.length, last.received.length]).toEqual([1, 2]);
  });

  it('C6: tells a key of its own sessions alone, and the shared credential of all', () => {
    const [ann, bob] = ['ann', 'an'].map(
      (name) => new RecordingReceiver({ connectionId: name, credential: keyCredential(name) }, true),
    );
    const owner = new RecordingReceiver({ connectionId: 'owner' }, true);
    for (const receiver of [ann, bob, owner]) sut.add(receiver);
    sut.publish('chat', { sessionKey: 'agent:main:key:ann:desk' });
    sut.sessionChanged('agent:main:key:ann:desk', 'turn');
    sut.publish('chat', { sessionKey: 'agent:main:desk' });
    expect([ann, bob, owner].map(({ received }) => received.length)).toEqual([2, 0, 3]);
  });
});
