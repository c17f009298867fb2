import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { assistant, toolResult, turn, user } from '../../test/support/conversation-factory.js';
import { MemorySessionStore } from '../../test/support/memory-session-store.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { fixed } from '../../test/support/fixed.js';
import type { Message } from '../common/conversation.js';
import { RandomIds } from '../common/random-ids.js';
import { SessionConfig } from '../config/session.config.js';
import { fitHistory } from '../prompt/context-window.js';
import { SessionLaneService } from '../sessions/session-lane.service.js';
import { SessionPrunerService } from '../sessions/session-pruner.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { fitOptions } from './fit-options.js';
import { toHistoryBounds } from './to-history-bounds.js';

const key = 'agent:main:a';

function sessionsOf(store: MemorySessionStore): SessionsService {
  const clock = new FakeClock(1_000);
  const section = fixed(new SessionConfig());
  const pruner = new SessionPrunerService(store, new SessionLaneService(section), section, clock);
  return new SessionsService(store, clock, new RandomIds(), pruner);
}

function modelWith(contextWindow: number) {
  return { contextWindow } as Parameters<typeof toHistoryBounds>[1][number];
}

/** Of few lengths, so that what fits often ends in the middle of a turn; calls that are answered, in part or not at all. */
const words = fc.constantFrom('', 'four', 'w'.repeat(40), 'w'.repeat(400));
const message: fc.Arbitrary<Message> = fc.oneof(
  words.map((text) => user(text)),
  words.map((text) => assistant(text)),
  words.map((text) =>
    assistant(text, { id: 'c1', name: 'look', arguments: '{}' }, { id: 'c2', name: 'l', arguments: '' }),
  ),
  fc.constantFrom('c1', 'c2').map((id) => toolResult(id, 'found')),
  fc.constant<Message>({ role: 'user', content: [{ type: 'image', mediaType: 'image/png', data: 'AA==' }] }),
);
const messages = fc.array(message, { maxLength: 4 });
const turns = fc.array(fc.record({ input: messages, output: messages, shown: words }), { maxLength: 8 });

describe(toHistoryBounds.name, () => {
  it('H8: a model is sent to the letter what it would be sent of the whole history', async () => {
    const scenario = fc.record({
      turns,
      incoming: fc.array(message, { minLength: 1, maxLength: 3 }),
      windows: fc.array(fc.constantFrom(1, 20, 150, 1_100, 5_000), { minLength: 1, maxLength: 2 }),
      publicMode: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(scenario, fc.nat(5_000), async ({ turns, incoming, windows, publicMode }, taken) => {
        const store = new MemorySessionStore();
        for (const [index, { input, output, shown }] of turns.entries()) {
          const parent = index === 0 ? null : `${index - 1}`;
          const told = { input, output, visible: assistant(shown) };
          await store.append({ key, agentId: 'main', owner: false }, turn(`${index}`, parent, told));
        }
        const sut = toHistoryBounds({ publicMode }, windows.map(modelWith));
        const request = { key, kind: 'user', agentId: 'main', isOwner: false, incoming } as const;
        const open = (bounds?: typeof sut) => sessionsOf(store).open({ ...request, bounds });
        const [whole, bounded] = await Promise.allSettled([open(), open(sut)]);
        if (whole.status === 'rejected' || bounded.status === 'rejected') {
          expect(bounded).toEqual(whole);
          return;
        }
        for (const window of windows) {
          const sent = [whole, bounded].map(({ value: { history, newMessages } }) => [
            ...fitHistory(history, window - taken, fitOptions(newMessages)),
            ...newMessages,
          ]);
          expect(sent[1]).toEqual(sent[0]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('only a public agent needs what no model is sent', () => {
    const olderBytes = (publicMode: boolean) => toHistoryBounds({ publicMode }, [modelWith(1)]).olderBytes;
    expect([olderBytes(false), olderBytes(true)]).toEqual([0, 4_194_304]);
  });
});
