import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { makePdf } from '../../../test/support/make-pdf.js';
import { WorkerPdfText } from './worker-pdf-text.js';

const limits = { maxPages: 10, maxCharacters: 1_000, maxMilliseconds: 20_000 };

describe(WorkerPdfText.name, () => {
  let clock: FakeClock;
  let sut: WorkerPdfText;

  beforeEach(() => {
    clock = new FakeClock();
    sut = new WorkerPdfText(clock);
  });

  const extract = (pdf: Uint8Array, changed: Partial<typeof limits> = {}, signal = new AbortController().signal) =>
    sut.extract(pdf, { ...limits, ...changed }, signal);

  it('B7: takes the text out of a PDF, page by page', async () => {
    expect(await extract(makePdf(['Hello (there)', 'Second page']))).toEqual({
      text: 'Hello (there)\n\nSecond page',
      pages: 2,
      totalPages: 2,
      truncated: false,
    });
    expect(clock.waiting).toBe(0);
  });

  it('stops at the limits of pages and characters', async () => {
    const pdf = makePdf(['aaaa', 'bbbb', 'cccc']);

    expect(await extract(pdf, { maxPages: 2 })).toEqual({
      text: 'aaaa\n\nbbbb',
      pages: 2,
      totalPages: 3,
      truncated: true,
    });
    expect(await extract(pdf, { maxCharacters: 3 })).toMatchObject({ text: 'aaa', pages: 1, truncated: true });
    expect(await extract(pdf, { maxCharacters: 16 })).toMatchObject({ truncated: false });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a header and no more', Buffer.from('%PDF-1.7\n')],
    ['a torn file', makePdf(['Hello']).subarray(0, 200)],
    ['noise after the header', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from(noise(5_000))])],
  ])('B7: calls %s broken', async (_, pdf) => {
    expect(await extract(pdf)).toEqual({ problem: 'broken' });
  });

  it('B7: is not led astray by a false page count', async () => {
    const pdf = makePdf(['only page'], { pageCount: 1_000_000_000 });

    expect(await extract(pdf)).toMatchObject({ text: 'only page', pages: 1 });
    expect(clock.waiting).toBe(0);
  });

  it('B7: does not unpack a page without measure', async () => {
    const pdf = makePdf(['bomb'], { paddingBytes: 64 * 1024 * 1024 });

    expect(pdf.length).toBeLessThan(100_000);
    expect(await extract(pdf)).toMatchObject({ text: '' });
    expect(await extract(makePdf(['large'], { paddingBytes: 1024 * 1024 }))).toMatchObject({ text: 'large' });
  });

  it('gives up at the time limit, by the clock', async () => {
    const extraction = extract(makePdf(Array<string>(2_000).fill('page')), { maxPages: 2_000, maxMilliseconds: 10 });
    await Promise.resolve();

    await clock.advance(10);

    expect(await extraction).toEqual({ problem: 'too-long' });
  });

  it('J5: stops when aborted, also while it waits for its turn', async () => {
    const controllers = [1, 2, 3].map(() => new AbortController());
    const pdf = makePdf(Array<string>(2_000).fill('page'));
    const extractions = controllers.map(({ signal }) => extract(pdf, { maxPages: 2_000 }, signal));
    const settled = Promise.allSettled(extractions);

    for (const controller of controllers.toReversed()) controller.abort(new Error('gone'));

    expect((await settled).map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'done'))).toEqual(
      Array(3).fill('Error: gone'),
    );
    expect(await extract(makePdf(['next']))).toMatchObject({ text: 'next' });
  });

  it('serves more documents than it has threads', async () => {
    const results = await Promise.all([1, 2, 3, 4, 5].map((page) => extract(makePdf([`page ${page}`]))));

    expect(results.map((result) => ('text' in result ? result.text : ''))).toEqual(
      [1, 2, 3, 4, 5].map((page) => `page ${page}`),
    );
  });
});

/** The same noise each time. */
function noise(length: number): Uint8Array {
  let state = 42;
  return Uint8Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16);
}
