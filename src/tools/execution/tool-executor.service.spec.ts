import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import { MemoryAuditLog } from '../../../test/support/audit-fixtures.js';
import { eventually } from '../../../test/support/eventually.js';
import { toolExecutor } from '../../../test/support/tool-executor-factory.js';
import { fakeTool, toolCall, toolContext } from '../../../test/support/tool-factory.js';
import { textOf } from '../../common/conversation.js';
import { ToolExecutor } from './tool-executor.service.js';
import type { ExecutedCall } from '../tool.port.js';
import { maxResultCharacters } from './limit-output.js';
import { UnusableRequestError } from '../files/unusable-request.error.js';
import { errorResult, textResult } from '../tool.port.js';

function textResultOf({ message }: ExecutedCall): string {
  return textOf(message);
}

describe(ToolExecutor.name, () => {
  const sut = toolExecutor();
  let logged: jest.SpiedFunction<Logger['warn']>;

  beforeEach(() => {
    logged = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('runs a tool with its parsed arguments and answers the call by its id', async () => {
    const tool = fakeTool('echo', { run: (args) => Promise.resolve(textResult(JSON.stringify(args))) });
    const executed = await sut.execute(toolCall('echo', { a: [1] }, 'call-7'), [tool], toolContext());
    expect(executed).toEqual({
      outcome: 'ok',
      message: { role: 'tool', callId: 'call-7', content: [{ type: 'text', text: '{"a":[1]}' }] },
      sideEffect: false,
    });
  });

  it('K3: does not run a tool that whoever waits for it does not let start', async () => {
    jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const tool = fakeTool('write', { sideEffects: true });
    const refuse = (): Promise<void> => Promise.reject(new Error('disk full at /var/secret'));
    const executed = await sut.execute(toolCall('write'), [tool], toolContext(), refuse);
    expect(executed).toMatchObject({ outcome: 'refused', sideEffect: false });
    expect(textResultOf(executed)).toContain('so the tool did not run');
    expect(textResultOf(executed)).not.toContain('secret');
    expect(tool.calls).toEqual([]);
  });

  it('J5: does not run a tool when the run is stopped while it waits to start', async () => {
    const controller = new AbortController();
    const tool = fakeTool('write', { sideEffects: true });
    const stop = (): Promise<void> => {
      controller.abort();
      return Promise.resolve();
    };
    const executed = await sut.execute(toolCall('write'), [tool], toolContext({ signal: controller.signal }), stop);
    expect(executed).toMatchObject({ outcome: 'aborted', sideEffect: false });
    expect(tool.calls).toEqual([]);
  });

  it('J5: nobody is asked to let a tool start, nor told of it, when the run is stopped while its line is written', async () => {
    const controller = new AbortController();
    const audit = new MemoryAuditLog();
    const append = jest.spyOn(audit, 'append').mockImplementation(() => {
      controller.abort();
      return Promise.resolve();
    });
    const onStart = jest.fn(() => Promise.resolve());
    const tool = fakeTool('write', { sideEffects: true });
    const context = toolContext({ signal: controller.signal });
    const executed = await toolExecutor(audit, ['write']).execute(toolCall('write'), [tool], context, onStart);
    expect(executed).toMatchObject({ outcome: 'aborted', sideEffect: false });
    expect([append.mock.calls.length, onStart.mock.calls, tool.calls]).toEqual([1, [], []]);
  });

  it.each(['', '  ', '{}'])('takes arguments %j as none', async (text) => {
    const tool = fakeTool('none');
    expect((await sut.execute(toolCall('none', text), [tool], toolContext())).outcome).toBe('ok');
    expect(tool.calls).toEqual([{}]);
  });

  it.each(['invented', 'ECHO', 'echo ', '__proto__', ''])(
    'F5: refuses a call to %j, and nothing runs',
    async (name) => {
      const tool = fakeTool('echo', { sideEffects: true });
      const executed = await sut.execute(toolCall(name), [tool], toolContext());
      expect(executed).toMatchObject({ outcome: 'refused', sideEffect: false, message: { role: 'tool' } });
      expect(tool.calls).toEqual([]);
    },
  );

  it('F5: refuses a tool that the run does not have, as if there were none', async () => {
    const executed = await sut.execute(toolCall('gateway'), [], toolContext());
    expect(executed.outcome).toBe('refused');
    expect(textResultOf(executed)).toBe("There is no tool 'gateway' here. This run has none.");
  });

  it('F5: names the tools of the run to a model that calls another one', async () => {
    const executed = await sut.execute(toolCall('gateway'), [fakeTool('read'), fakeTool('ls')], toolContext());
    expect(textResultOf(executed)).toBe("There is no tool 'gateway' here. There are: read, ls.");
  });

  it('keeps an invented name, and many names, short in its refusal', async () => {
    const tools = Array.from({ length: 500 }, (_, index) => fakeTool(`tool_${index}`));
    const executed = await sut.execute(toolCall('x'.repeat(10_000)), tools, toolContext());
    expect(textResultOf(executed).length).toBeLessThan(700);
  });

  it.each(['{', 'null', '[]', '"text"', '7', '{"a":1}}', 'not json', '{a:1}'])(
    'complains of arguments %s in words the model can mend them by',
    async (text) => {
      const tool = fakeTool('echo');
      const executed = await sut.execute(toolCall('echo', text), [tool], toolContext());
      expect(executed.outcome).toBe('error');
      expect(textResultOf(executed)).toContain('not a JSON object');
      expect(tool.calls).toEqual([]);
    },
  );

  it('names each place where the arguments do not fit the schema', async () => {
    const tool = fakeTool('typed', {
      parameters: {
        type: 'object',
        properties: { count: { type: 'integer' }, mode: { enum: ['a', 'b'] } },
        required: ['mode'],
        additionalProperties: false,
      },
    });
    const executed = await sut.execute(toolCall('typed', { count: '7', extra: 1 }), [tool], toolContext());
    expect(executed.outcome).toBe('error');
    for (const complaint of ["required property 'mode'", "the property 'extra'", 'arguments/count must be integer']) {
      expect(textResultOf(executed)).toContain(complaint);
    }
    expect(tool.calls).toEqual([]);
    const mended = await sut.execute(toolCall('typed', { count: 7, mode: 'a' }), [tool], toolContext());
    expect(mended.outcome).toBe('ok');
  });

  it('gives a result also for a tool whose schema is none', async () => {
    const tool = fakeTool('broken', { parameters: { type: 'no-such-type' } });
    const executed = await sut.execute(toolCall('broken'), [tool], toolContext());
    expect(executed).toMatchObject({ outcome: 'error', sideEffect: false });
    expect(tool.calls).toEqual([]);
    expect(logged).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('/home/planted/secret'))],
    [
      'throws',
      () => {
        throw new Error('/home/planted/secret');
      },
    ],
  ])('G6: a tool that %s is an error result without the words of the failure, which are logged', async (_how, run) => {
    const executed = await sut.execute(toolCall('bad'), [fakeTool('bad', { run, sideEffects: true })], toolContext());
    expect(executed).toMatchObject({ outcome: 'error', sideEffect: true });
    expect(textResultOf(executed)).toMatch(/^The tool 'bad' failed\. Try /);
    expect(textResultOf(executed)).not.toContain('planted');
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('/home/planted/secret'));
  });

  it('passes on what a tool throws for the model, and logs nothing', async () => {
    const run = () => Promise.reject(new UnusableRequestError('The glob is empty.'));
    const executed = await sut.execute(toolCall('find'), [fakeTool('find', { run })], toolContext());
    expect(executed.outcome).toBe('error');
    expect(textResultOf(executed)).toBe('The glob is empty.');
    expect(logged).not.toHaveBeenCalled();
  });

  it('passes on what a tool itself calls an error', async () => {
    const tool = fakeTool('missing', { run: () => Promise.resolve(errorResult('No such file.')) });
    const executed = await sut.execute(toolCall('missing'), [tool], toolContext());
    expect(executed.outcome).toBe('error');
    expect(textResultOf(executed)).toBe('No such file.');
  });

  it('K3: says whether something outside may have changed', async () => {
    const tool = fakeTool('write', {
      sideEffects: true,
      parameters: { type: 'object', properties: { path: {} }, required: ['path'] },
    });
    expect((await sut.execute(toolCall('write', { path: 'a' }), [tool], toolContext())).sideEffect).toBe(true);
    expect((await sut.execute(toolCall('write', {}), [tool], toolContext())).sideEffect).toBe(false);
  });

  it('runs nothing once the run is aborted', async () => {
    const tool = fakeTool('write', { sideEffects: true });
    const executed = await sut.execute(toolCall('write'), [tool], toolContext({ signal: AbortSignal.abort() }));
    expect(executed).toMatchObject({ outcome: 'aborted', sideEffect: false });
    expect(tool.calls).toEqual([]);
  });

  it('runs nothing when the abort comes before the tool could begin', async () => {
    const controller = new AbortController();
    const tool = fakeTool('write', { sideEffects: true });
    const pending = sut.execute(toolCall('write'), [tool], toolContext({ signal: controller.signal }));
    controller.abort();
    expect(await pending).toMatchObject({ outcome: 'aborted', sideEffect: false });
    expect(tool.calls).toEqual([]);
  });

  it('J5: does not wait for a tool that ignores the abort, and counts its side effect', async () => {
    const controller = new AbortController();
    const tool = fakeTool('hang', { sideEffects: true, run: () => new Promise(() => undefined) });
    const pending = sut.execute(toolCall('hang'), [tool], toolContext({ signal: controller.signal }));
    await eventually(() => tool.calls.length === 1);
    controller.abort(new Error('the caller left'));
    expect(await pending).toMatchObject({ outcome: 'aborted', sideEffect: true, message: { callId: 'call_hang' } });
    expect(logged).not.toHaveBeenCalled();
  });

  it('J5: does not wait either when the abort comes while the tool is being called', async () => {
    const controller = new AbortController();
    const run = (): Promise<never> => {
      controller.abort();
      return new Promise(() => undefined);
    };
    const executed = await sut.execute(
      toolCall('hang'),
      [fakeTool('hang', { run })],
      toolContext({ signal: controller.signal }),
    );
    expect(executed.outcome).toBe('aborted');
  });

  it('a tool that fails late, after the abort, is no unhandled rejection, and no listener stays behind', async () => {
    const controller = new AbortController();
    let fail = (_error: Error): void => undefined;
    const run = (): Promise<never> =>
      new Promise((_resolve, reject) => {
        fail = reject;
      });
    const tool = fakeTool('late', { run });
    const pending = sut.execute(toolCall('late'), [tool], toolContext({ signal: controller.signal }));
    await eventually(() => tool.calls.length === 1);
    controller.abort();
    expect((await pending).outcome).toBe('aborted');
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('leaves no listener on the signal after an ordinary call', async () => {
    const context = toolContext();
    await sut.execute(toolCall('echo'), [fakeTool('echo')], context);
    await new Promise((resolve) => setImmediate(resolve));
    expect(getEventListeners(context.signal, 'abort')).toHaveLength(0);
  });

  it('cuts a huge output and says so', async () => {
    const tool = fakeTool('huge', { run: () => Promise.resolve(textResult('x'.repeat(maxResultCharacters + 123))) });
    const text = textResultOf(await sut.execute(toolCall('huge'), [tool], toolContext()));
    expect(text).toContain('[123 more characters were cut off]');
    expect(text.length).toBeLessThan(maxResultCharacters + 100);
  });

  it('gives exactly one result to whatever a model writes, with the call id untouched', async () => {
    const tool = fakeTool('echo', { parameters: { type: 'object', properties: { a: { type: 'string' } } } });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          id: fc.string(),
          name: fc.oneof(fc.constant('echo'), fc.string()),
          arguments: fc.oneof(fc.json(), fc.string()),
        }),
        async (call) => {
          const executed = await sut.execute(call, [tool], toolContext());
          expect(executed.message).toMatchObject({ role: 'tool', callId: call.id });
          expect(executed.message.content.length).toBe(1);
          if (call.name !== 'echo') expect(executed.outcome).toBe('refused');
        },
      ),
    );
  });
});
