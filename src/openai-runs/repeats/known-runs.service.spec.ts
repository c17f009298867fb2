import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ledgerEntry } from '../../../test/support/ledger-factory.js';
import type { DurableRuns, RunStanding } from '../../runs/journal/durable-runs.service.js';
import { KnownRuns } from './known-runs.service.js';
import { RunInterruptedError } from './repeats.errors.js';

const told = { events: [], endedAt: () => undefined };
const signal = new AbortController().signal;

describe(KnownRuns.name, () => {
  let headers: Map<string, unknown>;
  let response: ServerResponse;

  beforeEach(() => {
    headers = new Map();
    const setHeader = (name: string, value: unknown): Map<string, unknown> => headers.set(name, value);
    response = { setHeader } as unknown as ServerResponse;
  });

  function retell(standing: RunStanding, sideEffect: boolean) {
    const durable = { standing: () => Promise.resolve(standing), tell: () => Promise.resolve(told) };
    const sut = new KnownRuns(durable as unknown as DurableRuns);
    return sut.retell(ledgerEntry({ sideEffect }), { response, signal });
  }

  it.each<[RunStanding, boolean]>([
    ['under-way', false],
    ['under-way', true],
    ['completed', false],
    ['completed', true],
    ['failed', true],
  ])('K4: tells a run that is %s again (side effect: %s)', async (standing, sideEffect) => {
    expect(await retell(standing, sideEffect)).toEqual({ told: { id: 'chatcmpl-1' }, run: told });
    expect(Object.fromEntries(headers)).toEqual({
      'x-openclaw-run-id': 'run_1',
      'x-openclaw-idempotent-replay': 'true',
    });
  });

  it.each<RunStanding>(['failed', 'aborted', 'lost'])(
    'K4: begins anew after a %s run that changed nothing',
    async (standing) => {
      expect(await retell(standing, false)).toBeUndefined();
      expect(headers.size).toBe(0);
    },
  );

  it.each<RunStanding>(['aborted', 'lost'])(
    'K4: does not begin a %s run anew that may have changed something',
    async (standing) => {
      await expect(retell(standing, true)).rejects.toBeInstanceOf(RunInterruptedError);
      expect(headers.get('x-openclaw-run-id')).toBe('run_1');
    },
  );
});
