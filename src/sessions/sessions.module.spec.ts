import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../common/clock.js';
import { Ids } from '../common/ids.js';
import { RandomIds } from '../common/random-ids.js';
import { SessionSection } from '../config/config-sections.js';
import { fixed } from '../../test/support/fixed.js';
import { SessionConfig } from '../config/session.config.js';
import { StateDirectory } from '../config/state-directory.js';
import { assistant, user } from '../../test/support/conversation-factory.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { TemporaryStores } from '../../test/support/temporary-stores.js';
import { SessionLanes } from './session-lane.port.js';
import { SessionsModule } from './sessions.module.js';
import { SessionsService } from './sessions.service.js';

function globals(stateDirectory: string): object {
  @Global()
  @Module({
    providers: [
      { provide: StateDirectory, useValue: new StateDirectory(stateDirectory) },
      { provide: SessionSection, useValue: fixed(new SessionConfig()) },
      { provide: Clock, useValue: new FakeClock() },
      { provide: Ids, useValue: new RandomIds() },
    ],
    exports: [StateDirectory, SessionSection, Clock, Ids],
  })
  class Globals {}
  return Globals;
}

describe(SessionsModule.name, () => {
  const stores = new TemporaryStores();

  afterEach(() => stores.dispose());

  async function start(stateDirectory: string): Promise<TestingModule> {
    const imports = [globals(stateDirectory) as typeof SessionsModule, SessionsModule];
    return (await Test.createTestingModule({ imports }).compile()).init();
  }

  it('H2, H7: a session outlives a restart of the gateway, and the lanes are to be had', async () => {
    const file = stores.file();
    const request = { key: 'agent:main:a', kind: 'explicit', agentId: 'main', isOwner: true } as const;
    const first = await start(dirname(file));
    const lease = await first.get<SessionLanes>(SessionLanes).acquire(request.key, new AbortController().signal);
    const session = await first.get(SessionsService).open({ ...request, incoming: [user('a')] });
    await session.commit({ runId: 'run-1', output: [assistant('b')], visible: assistant('b') });
    lease.release();
    await first.close();
    expect(existsSync(file)).toBe(true);
    expect(existsSync(`${file}-wal`)).toBe(false);
    const second = await start(dirname(file));
    const again = await second.get(SessionsService).open({ ...request, incoming: [user('c')] });
    expect(again.history).toEqual([user('a'), assistant('b')]);
    await second.close();
  });
});
