import { describe, expect, it } from '@jest/globals';
import { FakeIds } from '../../../test/support/fake-ids.js';
import { ToolCallAssembler } from './tool-call-assembler.js';

interface Call {
  id: string;
  name: string;
  arguments: string;
}

/** What the events of these deltas come to; each argument is the `tool_calls` of one delta. */
function assemble(...deltas: unknown[]): Call[] {
  const sut = new ToolCallAssembler(new FakeIds());
  const calls: Call[] = [];
  for (const event of deltas.flatMap((delta) => sut.add(delta))) {
    if (event.type === 'tool-call-start') calls[event.index] = { id: event.id, name: event.name, arguments: '' };
    const call = event.type === 'tool-call-delta' ? calls[event.index] : undefined;
    if (call && event.type === 'tool-call-delta') call.arguments += event.argumentsDelta;
  }
  expect(sut.fault(true)).toBeUndefined();
  return calls;
}

const entry = (fields: object, name?: string, json?: unknown): object => ({
  ...fields,
  function: { ...(name === undefined ? {} : { name }), ...(json === undefined ? {} : { arguments: json }) },
});
const madeId = /^call_0+1$/;

describe(ToolCallAssembler.name, () => {
  it('J3: joins deltas by index, also when they take turns', () => {
    expect(
      assemble(
        [entry({ index: 0, id: 'a' }, 'one', '{"x"')],
        [entry({ index: 1, id: 'b' }, 'two', '{"y"')],
        [entry({ index: 0 }, undefined, ':1}'), entry({ index: 1 }, undefined, ':2}')],
      ),
    ).toEqual([
      { id: 'a', name: 'one', arguments: '{"x":1}' },
      { id: 'b', name: 'two', arguments: '{"y":2}' },
    ]);
  });

  it('accepts a provider that repeats id and name with every delta', () => {
    expect(assemble([entry({ index: 0, id: 'a' }, 'one', '{')], [entry({ index: 0, id: 'a' }, 'one', '}')])).toEqual([
      { id: 'a', name: 'one', arguments: '{}' },
    ]);
  });

  it('accepts whole calls without index, told apart by id', () => {
    expect(assemble([entry({ id: 'a' }, 'one', '{}')], [entry({ id: 'b' }, 'one', '{}')])).toHaveLength(2);
  });

  it('accepts whole calls with neither index nor id, in one delta or several', () => {
    const whole = entry({}, 'one', '{"x":1}');
    expect(assemble([whole, whole])).toHaveLength(2);
    expect(assemble([whole], [whole])).toHaveLength(2);
  });

  it('accepts pieces with neither index nor id, with the name repeated or not', () => {
    const expected = [{ id: expect.stringMatching(madeId), name: 'one', arguments: '{"x":1}' }];
    expect(assemble([entry({}, 'one', '{"x"')], [entry({}, undefined, ':1}')])).toEqual(expected);
    expect(assemble([entry({}, 'one', '{"x"')], [entry({}, 'one', ':1}')])).toEqual(expected);
    expect(assemble([entry({}, 'one')], [entry({ id: 'late' }, undefined, '{"x":1}')])).toEqual(expected);
  });

  it('tells calls apart that all have the index 0', () => {
    expect(assemble([entry({ index: 0, id: 'a' }, 'one', '{}')], [entry({ index: 0, id: 'b' }, 'two', '{}')])).toEqual([
      { id: 'a', name: 'one', arguments: '{}' },
      { id: 'b', name: 'two', arguments: '{}' },
    ]);
  });

  it('makes an id where the provider gives none, an empty one, or the same one twice', () => {
    expect(assemble([entry({ index: 0 }, 'one', '{}')])[0]?.id).toMatch(madeId);
    expect(assemble([entry({ index: 0, id: '' }, 'one', '{}')])[0]?.id).toMatch(madeId);
    const twice = assemble([entry({ index: 0, id: 'a' }, 'one', '{}')], [entry({ index: 1, id: 'a' }, 'one', '{}')]);
    expect(new Set(twice.map((call) => call.id)).size).toBe(2);
  });

  it('keeps the id that it made when the provider gives one too late', () => {
    expect(assemble([entry({ index: 0 }, 'one', '{')], [entry({ index: 0, id: 'late' }, 'one', '}')])).toEqual([
      { id: expect.stringMatching(madeId), name: 'one', arguments: '{}' },
    ]);
  });

  it('accepts arguments as an object, and a call without any', () => {
    expect(assemble([entry({ index: 0, id: 'a' }, 'one', { x: [1] })])[0]?.arguments).toBe('{"x":[1]}');
    expect(assemble([entry({ index: 0, id: 'a' }, 'one', null)])[0]?.arguments).toBe('');
  });

  it('holds arguments back until the name is known', () => {
    const sut = new ToolCallAssembler(new FakeIds());
    expect(sut.add([entry({ index: 0, id: 'a' }, undefined, '{"x"')])).toEqual([]);
    expect(sut.add([entry({ index: 0 }, 'one', ':1}')])).toEqual([
      { type: 'tool-call-start', index: 0, id: 'a', name: 'one' },
      { type: 'tool-call-delta', index: 0, argumentsDelta: '{"x":1}' },
    ]);
  });

  it('finds a call that never gets a name, and arguments beyond their limit', () => {
    const sut = new ToolCallAssembler(new FakeIds());
    sut.add([entry({ index: 0, id: 'a' }, undefined, '{}')]);
    expect(sut.fault(false)).toBeUndefined();
    expect(sut.fault(true)).toMatch(/without a name/);
    sut.add([entry({ index: 0 }, 'one', 'x'.repeat(4 * 1024 * 1024))]);
    expect(sut.fault(false)).toMatch(/beyond 4 MB/);
  });

  it.each([[null], ['text'], [[null, 3, 'x']], [{}]])('takes %j for no call at all', (value) => {
    expect(assemble(value)).toEqual([]);
  });

  it('K5: takes 128 calls of one answer and no more', () => {
    const sut = new ToolCallAssembler(new FakeIds());
    const call = (index: number) => ({ index, id: `c${index}`, function: { name: 'look', arguments: '{}' } });
    sut.add(Array.from({ length: 128 }, (_, index) => call(index)));
    expect(sut.fault(true)).toBeUndefined();
    expect(sut.add(Array.from({ length: 100_000 }, (_, index) => call(128 + index)))).toHaveLength(2);
    expect(sut.fault(false)).toMatch(/more than 128 tool calls/);
  });
});
