import { describe, expect, it } from '@jest/globals';
import { fakeTool, toolCall } from '../../../test/support/tool-factory.js';
import { ArgumentChecker } from './argument-checker.js';

const sut = new ArgumentChecker();
const check = (parameters: Record<string, unknown>, args: unknown) =>
  sut.check(fakeTool('t', { parameters }), toolCall('t', args));

describe('ArgumentChecker.check', () => {
  it('names what does not fit', async () => {
    const schema = { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] };
    expect(await check(schema, { a: 1 })).toEqual({ ok: true, args: { a: 1 } });
    expect(await check(schema, { a: 'x' })).toEqual({
      ok: false,
      complaint: expect.stringContaining('arguments/a must be number'),
    });
  });

  it('names a property that there is none of, and the values that there are', async () => {
    const schema = { type: 'object', properties: { mode: { enum: ['on', 'off'] } } };
    expect(await check(schema, { mode: 'up', force: true })).toEqual({
      ok: false,
      complaint:
        'The arguments do not fit: arguments must not have the property \'force\'; arguments/mode must be one of "on", "off".',
    });
  });

  it('names the first of many problems, and does not look for them without end', async () => {
    const withNames = (length: number) => Object.fromEntries(Array.from({ length }, (_, index) => [`n${index}`, 1]));
    expect(await check({ type: 'object' }, withNames(1_000))).toMatchObject({
      complaint: expect.stringMatching(/^[^;]+(; [^;]+){4}; 995 more\.$/),
    });
    expect(await check({ type: 'object' }, withNames(90_000))).toEqual({
      ok: false,
      complaint: 'The arguments hold too many values. Send fewer.',
    });
    const long = await check({ type: 'object' }, { ['x'.repeat(10_000)]: 1 });
    expect(long).toMatchObject({ complaint: expect.stringMatching(/^.{100,300}$/) });
  });

  it.each([
    ['longer than', `{"a":"${'x'.repeat(1_000_000)}"}`],
    ['nested too deep', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`],
  ])('refuses arguments that are %s what any tool takes', async (complaint, args) => {
    const tools = [fakeTool('t'), fakeTool('t', { checksArguments: true })];
    for (const tool of tools) {
      const checked = await sut.check(tool, toolCall('t', args));
      expect(checked).toEqual({ ok: false, complaint: expect.stringContaining(complaint) });
    }
  });

  it.each([{ type: 'nonsense' }, { properties: { a: { uniqueItems: true } }, required: ['a'], not: {} }])(
    'leaves a tool alone that checks its arguments itself, whatever its schema %j',
    async (parameters) => {
      const tool = fakeTool('t', { parameters, checksArguments: true });
      expect(await sut.check(tool, toolCall('t', { b: [1, 1] }))).toEqual({ ok: true, args: { b: [1, 1] } });
      expect((await sut.check(tool, toolCall('t', '[]'))).ok).toBe(false);
    },
  );

  it.each([
    ['refuses', 'a tool', undefined, false],
    ['leaves to it', 'a tool that says so', true, true],
  ])('%s what %s does not name', async (_what, _tool, additionalProperties, ok) => {
    const parameters = {
      type: 'object',
      properties: { a: {} },
      ...(additionalProperties === undefined ? {} : { additionalProperties }),
    };
    const tool = fakeTool('t', { parameters });
    expect((await sut.check(tool, toolCall('t', { a: 1, b: 2 }))).ok).toBe(ok);
    expect(tool.definition.parameters).toEqual(parameters);
  });

  it.each([{ type: 'nonsense' }, { $ref: 'https://schemas.example/elsewhere' }, { properties: 5 }])(
    'rejects for the schema %j, also a second time',
    async (parameters) => {
      const tool = fakeTool('t', { parameters });
      await expect(sut.check(tool, toolCall('t'))).rejects.toThrow();
      await expect(sut.check(tool, toolCall('t'))).rejects.toThrow();
    },
  );
});
