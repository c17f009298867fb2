import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

/** Work that goes on until it is told to end, and tells when it began. */
class Jobs {
  readonly begun: string[] = [];
  private readonly endings = new Map<string, () => void>();

  constructor(private readonly sut: Slots) {}

  start(name: string, signal = new AbortController().signal): Promise<void> {
    return this.sut.run(signal, () => {
      this.begun.push(name);
      return new Promise((resolve) => this.endings.set(name, resolve));
    });
  }

  async end(name: string): Promise<void> {
    this.endings.get(name)?.();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise(setImmediate);

describe(Slots.name, () => {
  it('lets so many in at once and the others in the order they came', async () => {
    const jobs = new Jobs(new Slots(2));
    const all = ['a', 'b', 'c', 'd'].map((name) => jobs.start(name));
    await settled();
    expect(jobs.begun).toEqual(['a', 'b']);
    await jobs.end('b');
    expect(jobs.begun).toEqual(['a', 'b', 'c']);
    for (const name of ['a', 'c', 'd']) await jobs.end(name);
    await Promise.all(all);
  });

  it('J5: one who leaves the line lets nobody in ahead of time, and the others keep their order', async () => {
    const jobs = new Jobs(new Slots(1));
    const leaving = new AbortController();
    const first = jobs.start('a');
    const gone = jobs.start('b', leaving.signal);
    const others = ['c', 'd'].map((name) => jobs.start(name));
    leaving.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    await settled();
    expect(jobs.begun).toEqual(['a']);
    for (const name of ['a', 'c', 'd']) await jobs.end(name);
    await Promise.all([first, ...others]);
    expect(jobs.begun).toEqual(['a', 'c', 'd']);
  });

  it('a newcomer does not overtake the one to whom the slot is handed', async () => {
    const sut = new Slots(1);
    const jobs = new Jobs(sut);
    const first = jobs.start('a');
    const second = jobs.start('b');
    const newcomer = first.then(() => jobs.start('c'));
    await settled();
    await jobs.end('a');
    expect(jobs.begun).toEqual(['a', 'b']);
    await jobs.end('b');
    await jobs.end('c');
    await Promise.all([second, newcomer]);
    expect(jobs.begun).toEqual(['a', 'b', 'c']);
  });

  it('J5: a line left by its head and its tail still serves the middle, and an aborted signal never enters', async () => {
    const jobs = new Jobs(new Slots(1));
    const [head, tail] = [new AbortController(), new AbortController()];
    const first = jobs.start('a');
    const leaving = [jobs.start('b', head.signal), jobs.start('d', tail.signal)];
    const middle = jobs.start('c');
    const late = jobs.start('e', AbortSignal.abort(new Error('never')));
    await expect(late).rejects.toThrow('never');
    tail.abort(new Error('gone'));
    head.abort(new Error('gone'));
    expect((await Promise.allSettled(leaving)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await jobs.end('a');
    await jobs.end('c');
    await Promise.all([first, middle]);
    expect(jobs.begun).toEqual(['a', 'c']);
  });

  it('J5: one who is aborted while the slot is handed over does not begin, and gives it on', async () => {
    const jobs = new Jobs(new Slots(1));
    const leaving = new AbortController();
    const first = jobs.start('a').then(() => leaving.abort(new Error('gone')));
    const gone = jobs.start('b', leaving.signal);
    const next = jobs.start('c');
    const refused = expect(gone).rejects.toThrow('gone');
    await settled();
    await jobs.end('a');
    await refused;
    await jobs.end('c');
    await Promise.all([first, next]);
    expect(jobs.begun).toEqual(['a', 'c']);
  });

  it('gives the slot on when work fails, and keeps no listener on the signal', async () => {
    const sut = new Slots(1);
    const { signal } = new AbortController();
    const failing = sut.run(signal, () => Promise.reject(new Error('failed')));
    const next = sut.run(signal, () => Promise.resolve('served'));
    await expect(failing).rejects.toThrow('failed');
    expect(await next).toBe('served');
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
