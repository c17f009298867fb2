import { describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { ModelProbe } from './model-probe.service.js';

const refs = Array.from({ length: 10 }, (_, index) => `fake/model-${index}`);

/** A probe of ten models that answer when they are told to. */
function setUp() {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const stream = async function* ({ model }: { model: string }) {
    asked.push(model);
    await new Promise<void>((resolve) => waiting.push(resolve));
    yield model === 'model-3' ? [{ type: 'error', error: new Error('no') }] : [];
  };
  const resolve = (ref: string) => ({ provider: { stream }, modelId: ref.replace('fake/', '') });
  const registry = { refs: () => refs, resolve };
  const clock = new FakeClock();
  const sut: ModelProbe = Reflect.construct(ModelProbe, [registry, clock]);
  const answerAll = async (): Promise<void> => {
    waiting.splice(0).forEach((answer) => answer());
    await new Promise(setImmediate);
  };
  return { sut, asked, answerAll, clock };
}

describe(ModelProbe.name, () => {
  it('asks all models that are known, four at a time', async () => {
    const { sut, asked, answerAll, clock } = setUp();
    const probing = sut.run(undefined, new AbortController().signal);
    await new Promise(setImmediate);
    const counts = [asked.length];
    for (let round = 0; round < 3; round++) {
      await answerAll();
      counts.push(asked.length);
    }
    expect(counts).toEqual([4, 8, 10, 10]);
    const results = await probing;
    expect(results.map(({ ref }) => ref)).toEqual(refs);
    expect(results.filter(({ ok }) => !ok)).toEqual([{ ref: 'fake/model-3', ok: false, durationMs: 0, error: 'no' }]);
    expect(clock.waiting).toBe(0);
  });

  it('asks no more of them when the operator has left', async () => {
    const { sut, asked, answerAll } = setUp();
    const leaving = new AbortController();
    const probing = expect(sut.run(refs, leaving.signal)).rejects.toThrow('left');
    await new Promise(setImmediate);
    leaving.abort(new Error('left'));
    await probing;
    await answerAll();
    expect(asked).toHaveLength(4);
  });
});
