import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../../test/support/fake-clock.js';
import { fakeTool } from '../../test/support/tool-factory.js';
import { SourcedTools, maxWaitMilliseconds } from './sourced-tools.service.js';
import type { Tool, ToolSource } from './tool.port.js';

const good: ToolSource = { tools: () => Promise.resolve([fakeTool('echo')]) };
const hanging: ToolSource = { tools: () => new Promise<Tool[]>(() => undefined) };

function ask(sources: ToolSource[], clock = new FakeClock(), signal = new AbortController().signal) {
  return new SourcedTools(sources, clock).tools({ mayKeep: () => true, signal });
}

function names(tools: readonly Tool[]): string[] {
  return tools.map(({ definition }) => definition.name);
}

describe(SourcedTools.name, () => {
  let warn: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('gives the tools of all sources, in the order of the sources, and passes the query on', async () => {
    const slow: ToolSource = {
      tools: async ({ mayKeep }) => {
        await Promise.resolve();
        return mayKeep({ prefix: 'slow__', group: 'mcp', ownerOnly: true }) ? [fakeTool('slow__a')] : [];
      },
    };
    expect(names(await ask([slow, good]))).toEqual(['slow__a', 'echo']);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each<[string, ToolSource]>([
    ['rejects', { tools: () => Promise.reject(new Error('broken')) }],
    [
      'throws',
      {
        tools: () => {
          throw new Error('broken');
        },
      },
    ],
  ])('a source that %s has no tools, and the others have theirs', async (_how, source) => {
    expect(names(await ask([source, good]))).toEqual(['echo']);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('broken')]]);
  });

  it('a run waits a bounded time for a source that hangs, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const tools = ask([hanging, good], clock);
    await clock.advance(maxWaitMilliseconds);
    expect(names(await tools)).toEqual(['echo']);
    expect(clock.waiting).toBe(0);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it.each(['before', 'during'])('J5: an abort %s the question ends the waiting at once', async (when) => {
    const clock = new FakeClock();
    const controller = new AbortController();
    if (when === 'before') controller.abort(new Error('left'));
    const tools = ask([hanging], clock, controller.signal);
    controller.abort(new Error('left'));
    await expect(tools).rejects.toThrow('left');
    expect(clock.waiting).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  });
});
