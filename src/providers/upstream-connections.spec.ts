import { describe, expect, it } from '@jest/globals';
import { MockAgent } from 'undici';
import { UpstreamConnections } from './upstream-connections.js';

class WatchedAgent extends MockAgent {
  ended: string | undefined;

  override async close(): Promise<void> {
    this.ended = 'closed';
    await super.close();
  }
}

describe(UpstreamConnections.name, () => {
  function create(): { sut: UpstreamConnections; opened: WatchedAgent[] } {
    const opened: WatchedAgent[] = [];
    const sut = new UpstreamConnections(() => {
      const agent = new WatchedAgent();
      opened.push(agent);
      return agent;
    });
    return { sut, opened };
  }

  it('opens connections at the first call, for all calls', () => {
    const { sut, opened } = create();
    expect(opened).toHaveLength(0);
    expect(sut.acquire()).toBe(sut.acquire());
    expect(opened).toHaveLength(1);
  });

  it('keeps them between calls', async () => {
    const { sut, opened } = create();
    const first = sut.acquire();
    await sut.release();
    expect(sut.acquire()).toBe(first);
    expect(opened[0]?.ended).toBeUndefined();
  });

  it('A7: closes retired ones after the last call, also those of a call that came later', async () => {
    const { sut, opened } = create();
    sut.acquire();
    sut.acquire();
    await sut.retire();
    await sut.release();
    expect(opened[0]?.ended).toBeUndefined();
    await sut.release();
    expect(opened[0]?.ended).toBe('closed');
    sut.acquire();
    await sut.release();
    expect(opened.map(({ ended }) => ended)).toEqual(['closed', 'closed']);
  });
});
