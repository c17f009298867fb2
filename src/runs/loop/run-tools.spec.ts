import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { executedCall } from '../../../test/support/loop-factory.js';
import { toolCall } from '../../../test/support/tool-factory.js';
import type { ToolCall } from '../../common/conversation.js';
import type { RunEvent } from '../run-event.js';
import { type AnsweredCall, type ToolRunner, maxShownResult, runTools } from './run-tools.js';
import { maxProgressCharacters, mostWaitingProgress } from './tool-events.js';

type Execute = ToolRunner['executeTool'];

function runner(executeTool: Execute): ToolRunner {
  return { executeTool, hasSideEffects: (name) => name.startsWith('write') };
}

async function read(sut: AsyncGenerator<RunEvent[], AnsweredCall[]>) {
  const events: RunEvent[] = [];
  for (;;) {
    const next = await sut.next();
    if (next.done) return { events, answered: next.value };
    events.push(...next.value);
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Tools that end only when told to; `running` holds the ids of the calls under way. */
function heldTools() {
  const running = new Map<string, () => void>();
  const begun: string[] = [];
  const executeTool: Execute = (call) =>
    new Promise((resolve) => {
      begun.push(call.id);
      running.set(call.id, () => {
        running.delete(call.id);
        resolve(executedCall(call));
      });
    });
  return { running, begun, executeTool };
}

function calls(...names: string[]): ToolCall[] {
  return names.map((name, position) => toolCall(name, {}, `${name}${position}`));
}

describe(runTools.name, () => {
  it('runs calls without side effects side by side, no more than four, and keeps the order of the results', async () => {
    const { running, executeTool } = heldTools();
    const ended = read(runTools(runner(executeTool), calls('look', 'look', 'look', 'look', 'look', 'look')));
    await settle();
    expect([...running.keys()]).toEqual(['look0', 'look1', 'look2', 'look3']);
    running.get('look2')?.();
    await settle();
    expect([...running.keys()]).toEqual(['look0', 'look1', 'look3', 'look4']);
    while (running.size > 0) {
      [...running.values()].at(-1)?.();
      await settle();
    }
    const { answered } = await ended;
    expect(answered.map(({ call, message }) => [call.id, message.callId])).toEqual(
      [0, 1, 2, 3, 4, 5].map((position) => [`look${position}`, `look${position}`]),
    );
  });

  it('a call with side effects has nothing beside it: it waits for those before, and those after wait for it', async () => {
    const { running, begun, executeTool } = heldTools();
    const ended = read(runTools(runner(executeTool), calls('look', 'look', 'write', 'write', 'look')));
    const steps: string[][] = [];
    while (begun.length < 5 || running.size > 0) {
      await settle();
      steps.push([...running.keys()]);
      running.values().next().value?.();
    }
    await ended;
    expect(steps).toEqual([['look0', 'look1'], ['look1'], ['write2'], ['write3'], ['look4']]);
  });

  it('each call has one start, its progress after it, and one end, in this order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.constantFrom('look', 'write'), pieces: fc.nat(3), pause: fc.boolean() }), {
          maxLength: 9,
        }),
        async (script) => {
          const made = calls(...script.map(({ name }) => name));
          const sut = runTools(
            runner(async (call, progress) => {
              const { pieces, pause } = script[made.indexOf(call)];
              for (let piece = 0; piece < pieces; piece += 1) progress(`${piece}`);
              if (pause) await settle();
              progress('late');
              return executedCall(call);
            }),
            made,
          );
          const { events } = await read(sut);
          for (const [position, { pieces }] of script.entries()) {
            const own = events.filter((event) => 'callId' in event && event.callId === made[position].id);
            const told = [...Array.from({ length: pieces }, (_, piece) => `${piece}`), 'late'];
            expect(own.map((event) => (event.type === 'tool-progress' ? event.text : event.type))).toEqual([
              'tool-start',
              ...told,
              'tool-end',
            ]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('progress is told while the call is under way', async () => {
    let tell: (text: string) => void = () => undefined;
    const sut = runTools(
      runner((_call, progress) => {
        tell = progress;
        return new Promise(() => undefined);
      }),
      calls('write'),
    );
    expect(await sut.next()).toMatchObject({ value: [{ type: 'tool-start' }] });
    const next = sut.next();
    await settle();
    tell('line 1\n');
    expect(await next).toMatchObject({ value: [{ type: 'tool-progress', callId: 'write0', text: 'line 1\n' }] });
  });

  it('what a tool tells after its end is nobody’s', async () => {
    let tell: (text: string) => void = () => undefined;
    const { events } = await read(
      runTools(
        runner((call, progress) => {
          if (call.id === 'write0') tell = progress;
          else tell('too late');
          return Promise.resolve(executedCall(call));
        }),
        calls('write', 'write'),
      ),
    );
    tell('much too late');
    expect(events.map(({ type }) => type)).toEqual(['tool-start', 'tool-end', 'tool-start', 'tool-end']);
  });

  it('J6: of progress that nobody reads the oldest is dropped, and long pieces are cut; starts and ends are kept', async () => {
    const sut = runTools(
      runner((call, progress) => {
        for (let line = 0; line < 10_000; line += 1) progress(`${line} ${'x'.repeat(10_000)}`);
        return Promise.resolve(executedCall(call));
      }),
      calls('look', 'look'),
    );
    const { events } = await read(sut);
    const progress = events.flatMap((event) => (event.type === 'tool-progress' ? [event.text] : []));
    expect(progress).toHaveLength(mostWaitingProgress);
    expect(progress.at(-1)).toMatch(/^9999 /);
    expect(Math.max(...progress.map(({ length }) => length))).toBe(maxProgressCharacters);
    expect(events.filter(({ type }) => type === 'tool-start' || type === 'tool-end')).toHaveLength(4);
  });

  it('shows the beginning of a long result', async () => {
    const { events, answered } = await read(
      runTools(
        runner((call) =>
          Promise.resolve(
            executedCall(call, {
              message: { role: 'tool', callId: call.id, content: [{ type: 'text', text: 'x'.repeat(50_000) }] },
            }),
          ),
        ),
        calls('look'),
      ),
    );
    expect(events.at(-1)).toMatchObject({ result: 'x'.repeat(maxShownResult) });
    expect(answered[0].message.content).toMatchObject([{ text: 'x'.repeat(50_000) }]);
  });

  it('passes on what a tool throws although it should not, and leaves nothing behind when nobody reads any more', async () => {
    const error = new Error('unexpected');
    const fails = runner(() => Promise.reject(error));
    await expect(read(runTools(fails, calls('look', 'look')))).rejects.toBe(error);
    const abandoned = runTools(fails, calls('look'));
    await abandoned.next();
    await abandoned.return([]);
    await settle();
  });
});
