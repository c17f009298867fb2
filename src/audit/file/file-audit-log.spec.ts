import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  FullDisk,
  type OpenFile,
  auditFilesIn,
  auditLinesIn,
  auditLogIn,
  someEvent,
  withMethods,
} from '../../../test/support/audit-fixtures.js';
import { temporaryDirectory } from '../../../test/support/temporary-directory.js';
import { verifyAudit } from '../chain/verify-audit.js';
import { FileAuditLog } from './file-audit-log.js';

const scratch = temporaryDirectory();
let count = 0;
const newDirectory = (): string => join(scratch, `audit-${(count += 1)}`);
const kindsIn = (directory: string) => auditLinesIn(directory).map(({ kind }) => kind);
const runsIn = (directory: string) => auditLinesIn(directory).flatMap(({ run }) => (run === undefined ? [] : [run]));

async function expectIntact(directory: string): Promise<void> {
  expect(await verifyAudit(directory)).toMatchObject({ problems: [], isUnfinished: false });
}

describe(FileAuditLog.name, () => {
  it('M3: makes nothing before there is a line, and then files for the owner only', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    await sut.check();
    expect(() => statSync(directory)).toThrow('ENOENT');
    await sut.append(someEvent());
    const modes = [
      directory,
      ...['audit-000001.jsonl', 'head', 'lock', 'lock-turn'].map((name) => join(directory, name)),
    ];
    expect(modes.map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600, 0o600, 0o600, 0o600]);
    await sut.onApplicationShutdown();
  });

  it('M3: a line has a number, a time, the event and the hash of the line before', async () => {
    const directory = newDirectory();
    const { sut, clock } = auditLogIn({ directory });
    await sut.append(someEvent('a'));
    await clock.advance(1_000);
    await sut.append(someEvent('b'));
    const [first, second] = auditLinesIn(directory);
    expect(first).toMatchObject({
      seq: 1,
      time: '2026-01-01T00:00:00.000Z',
      kind: 'run.ended',
      run: 'a',
      prev: '0'.repeat(64),
    });
    expect(second).toMatchObject({ seq: 2, time: '2026-01-01T00:00:01.000Z', run: 'b', prev: first?.['hash'] });
    await sut.onApplicationShutdown();
    await expectIntact(directory);
  });

  it('M3: goes on with the chain after a restart', async () => {
    const directory = newDirectory();
    for (const run of ['a', 'b', 'c']) {
      const { sut } = auditLogIn({ directory });
      sut.record(someEvent(run));
      await sut.onApplicationShutdown();
    }
    expect(runsIn(directory)).toEqual(['a', 'b', 'c']);
    await expectIntact(directory);
  });

  it('M3: several logs write to one directory at the same time, and it is one chain', async () => {
    const directory = newDirectory();
    const logs = [1, 2, 3].map(() => auditLogIn({ directory, maxFileBytes: 2_000, keepFiles: 1_000 }).sut);
    const writing = logs.map(async (log, index) => {
      for (let number = 0; number < 40; number += 1) await log.append(someEvent(`${index}-${number}`));
    });
    await Promise.all(writing);
    expect(new Set(runsIn(directory)).size).toBe(120);
    expect(auditFilesIn(directory).length).toBeGreaterThan(3);
    await Promise.all(logs.map((log) => log.onApplicationShutdown()));
    await expectIntact(directory);
  });

  it('M3: what comes together is written together, in order', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    const runs = Array.from({ length: 500 }, (_, index) => `run_${index}`);
    await Promise.all(runs.map((run) => sut.append(someEvent(run))));
    expect(runsIn(directory)).toEqual(runs);
    await sut.onApplicationShutdown();
    await expectIntact(directory);
  });

  it('M3: hostile values make no line of their own', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    const forged = `x"}\n{"seq":2,"kind":"run.ended","run":"forged","prev":"${'0'.repeat(64)}","hash":"${'0'.repeat(64)}"}\n`;
    for (const reason of [forged, '\r\n\u2028\u0000\u001b[2J', '\ud800', 'x'.repeat(1_000_000), '","hash":"'])
      await sut.append({ kind: 'auth.failed', client: reason, door: 'http', reason });
    expect(kindsIn(directory)).toEqual(Array<string>(5).fill('auth.failed'));
    for (const { reason } of auditLinesIn(directory)) expect(String(reason).length).toBeLessThanOrEqual(256);
    await sut.onApplicationShutdown();
    await expectIntact(directory);
  });
});

describe(`${FileAuditLog.name}, when files grow`, () => {
  it('M3: goes on in another file, and keeps as many as it is told', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory, maxFileBytes: 1_000, keepFiles: 3 });
    for (let number = 0; number < 60; number += 1) await sut.append(someEvent(`run_${number}`));
    await sut.onApplicationShutdown();
    const files = auditFilesIn(directory);
    expect(files.length).toBe(3);
    const oldest = Number(/\d+/.exec(files[0] ?? '')?.[0]);
    expect(oldest).toBeGreaterThan(3);
    expect(auditLinesIn(directory)[0]).toMatchObject({ kind: 'log.continued', after: oldest - 1 });
    await expectIntact(directory);
  });

  it('M3: a gateway that ended right after it made the next file goes on there', async () => {
    const directory = newDirectory();
    const before = auditLogIn({ directory });
    await before.sut.append(someEvent('a'));
    await before.sut.onApplicationShutdown();
    writeFileSync(join(directory, 'audit-000002.jsonl'), '');
    const { sut } = auditLogIn({ directory });
    await sut.append(someEvent('b'));
    await sut.onApplicationShutdown();
    expect(kindsIn(directory)).toEqual(['run.ended', 'log.continued', 'run.ended']);
    await expectIntact(directory);
  });
});

describe(`${FileAuditLog.name}, after a crash or a change by somebody else`, () => {
  async function written(runs: readonly string[]): Promise<string> {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    for (const run of runs) await sut.append(someEvent(run));
    await sut.onApplicationShutdown();
    return directory;
  }

  async function goOn(directory: string): Promise<void> {
    const { sut } = auditLogIn({ directory });
    await sut.append(someEvent('later'));
    await sut.onApplicationShutdown();
  }

  it.each(['{"seq":3', '\u0000'.repeat(5_000)])(
    'M3: cuts off %j at the end, says so, and loses no line',
    async (torn) => {
      const directory = await written(['a', 'b']);
      appendFileSync(join(directory, 'audit-000001.jsonl'), torn);
      expect(await verifyAudit(directory)).toMatchObject({ problems: [], isUnfinished: true });
      await goOn(directory);
      expect(auditLinesIn(directory)).toMatchObject([
        {},
        {},
        { kind: 'log.cut', bytes: torn.length },
        { run: 'later' },
      ]);
      await expectIntact(directory);
    },
  );

  it('M3: another program wrote the next file and was killed before its head: a log in use goes on there', async () => {
    const directory = newDirectory();
    const limits = { directory, maxFileBytes: 300 };
    const inUse = auditLogIn(limits);
    await inUse.sut.append(someEvent('a'));
    await inUse.sut.append(someEvent('b'));
    const head = readFileSync(join(directory, 'head'));
    const killed = auditLogIn(limits);
    await killed.sut.append(someEvent('c'));
    writeFileSync(join(directory, 'head'), head);
    await inUse.sut.append(someEvent('d'));
    await killed.sut.onApplicationShutdown();
    await inUse.sut.onApplicationShutdown();
    expect(auditFilesIn(directory).length).toBeGreaterThan(1);
    expect(runsIn(directory)).toEqual(['a', 'b', 'c', 'd']);
    await expectIntact(directory);
  });

  it('M3: lines that are gone stay visible for ever', async () => {
    const directory = await written(['a', 'b', 'c']);
    const file = join(directory, 'audit-000001.jsonl');
    truncateSync(file, readFileSync(file).indexOf('\n') + 1);
    await goOn(directory);
    await goOn(directory);
    expect(kindsIn(directory)).toContain('log.lost');
    const { problems } = await verifyAudit(directory);
    expect(problems).toEqual([
      {
        file: 'audit-000001.jsonl',
        line: 2,
        what: 'says that it is line 4 of the log, so 2 lines before it are missing',
      },
    ]);
  });

  it('M3: a last line that was replaced by another one stays visible for ever', async () => {
    const [genuine, forged] = [await written(['a', 'b']), await written(['a', 'x'])];
    const file = 'audit-000001.jsonl';
    writeFileSync(join(genuine, file), readFileSync(join(forged, file)));
    expect((await verifyAudit(genuine)).problems).toMatchObject([
      { line: 2, what: 'is not the line that was written here' },
    ]);
    await goOn(genuine);
    expect((await verifyAudit(genuine)).problems).toMatchObject([
      { line: 3, what: expect.stringContaining('does not follow') },
    ]);
  });

  it('M3: leaves a damaged file as it is, and goes on in another one', async () => {
    const directory = await written(['a', 'b']);
    const file = join(directory, 'audit-000001.jsonl');
    const damaged = readFileSync(file, 'utf8').replace('"b"', '"x"');
    writeFileSync(file, damaged);
    await goOn(directory);
    expect(readFileSync(file, 'utf8')).toBe(damaged);
    expect(auditFilesIn(directory)).toEqual(['audit-000001.jsonl', 'audit-000002.jsonl']);
    expect((await verifyAudit(directory)).problems).toEqual([
      { file: 'audit-000001.jsonl', line: 2, what: 'was changed: its hash does not fit its content' },
    ]);
  });

  it('M3: files that are gone stay visible for ever', async () => {
    const directory = await written(['a', 'b']);
    rmSync(join(directory, 'audit-000001.jsonl'));
    expect((await verifyAudit(directory)).problems).not.toEqual([]);
    await goOn(directory);
    expect(auditLinesIn(directory)).toMatchObject([
      { seq: 3, kind: 'log.continued' },
      { kind: 'log.lost', count: 2 },
      { run: 'later' },
    ]);
    expect((await verifyAudit(directory)).problems).toContainEqual({ file: 'audit-000001.jsonl', what: 'is missing' });
  });

  it('M3: says that the head was gone', async () => {
    const directory = await written(['a']);
    rmSync(join(directory, 'head'));
    expect((await verifyAudit(directory)).problems).toMatchObject([
      { file: 'head', what: expect.stringContaining('is missing') },
    ]);
    await goOn(directory);
    expect(kindsIn(directory)).toEqual(['run.ended', 'log.head-lost', 'run.ended']);
  });

  it('M3: a directory that is taken away while it is in use is made anew', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    await sut.append(someEvent('a'));
    rmSync(directory, { recursive: true });
    await expect(sut.append(someEvent('b'))).rejects.toThrow('cannot be written');
    await sut.append(someEvent('c'));
    await sut.onApplicationShutdown();
    expect(runsIn(directory)).toEqual(['c']);
    expect(auditLinesIn(directory)).toMatchObject([
      { seq: 2, kind: 'log.continued' },
      { kind: 'log.lost', count: 1 },
      { kind: 'log.resumed' },
      { run: 'c' },
    ]);
    expect((await verifyAudit(directory)).problems).not.toEqual([]);
  });

  it.each([
    ['all files', ['audit-000001.jsonl', 'head']],
    ['the lines', ['audit-000001.jsonl']],
    ['the lines and the locks', ['audit-000001.jsonl', 'head', 'lock', 'lock-turn']],
  ])('M3: %s that are taken away while the log is in use stay visible for ever', async (_what, names) => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    for (const run of ['a', 'b', 'c']) await sut.append(someEvent(run));
    names.forEach((name) => rmSync(join(directory, name)));
    sut.record(someEvent('d'));
    await sut.check().catch(() => undefined);
    await sut.append(someEvent('e')).catch(() => sut.append(someEvent('e')));
    await sut.onApplicationShutdown();
    await goOn(directory);
    expect(auditFilesIn(directory)).toEqual(['audit-000002.jsonl']);
    expect(auditLinesIn(directory).slice(0, 2)).toMatchObject([
      { seq: 4, kind: 'log.continued', after: 1 },
      { seq: 5, kind: 'log.lost', count: 3 },
    ]);
    expect(runsIn(directory)).toEqual(['d', 'e', 'later']);
    expect((await verifyAudit(directory)).problems).toContainEqual({ file: 'audit-000001.jsonl', what: 'is missing' });
  });

  it('M3: an older log in the place of the one in use stays visible for ever', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    await sut.append(someEvent('a'));
    const older = ['audit-000001.jsonl', 'head'].map(
      (name) => [join(directory, name), readFileSync(join(directory, name))] as const,
    );
    await sut.append(someEvent('b'));
    for (const [path, bytes] of older) {
      rmSync(path);
      writeFileSync(path, bytes);
    }
    await sut.append(someEvent('c'));
    await sut.onApplicationShutdown();
    expect(auditLinesIn(directory)).toMatchObject([{ run: 'a' }, { seq: 3, kind: 'log.lost', count: 1 }, { run: 'c' }]);
    expect((await verifyAudit(directory)).problems).toMatchObject([
      { line: 2, what: expect.stringContaining('missing') },
    ]);
  });
});

describe(`${FileAuditLog.name}, while it cannot be written`, () => {
  it('M3: an append fails with the reason, and once more when there is room again it does not', async () => {
    const directory = newDirectory();
    const disk = new FullDisk();
    const { sut, reports } = auditLogIn({ directory, open: disk.open });
    await sut.append(someEvent('a'));
    disk.left = 0;
    await expect(sut.append(someEvent('b'))).rejects.toThrow(/^The audit log in .* cannot be written: ENOSPC/);
    await expect(sut.check()).rejects.toThrow('ENOSPC');
    disk.left = Infinity;
    await sut.append(someEvent('c'));
    await sut.check();
    expect(reports).toMatchObject([
      expect.stringContaining('no owner-only tool runs'),
      expect.stringContaining('again'),
    ]);
    await sut.onApplicationShutdown();
    expect(auditLinesIn(directory).map(({ kind, run }) => run ?? kind)).toEqual(['a', 'log.resumed', 'c']);
    await expectIntact(directory);
  });

  it.each([1, 60, 200, 300, 400])(
    'M3: a disk that is full after %i bytes of a line leaves no torn one',
    async (left) => {
      const directory = newDirectory();
      const disk = new FullDisk();
      const { sut } = auditLogIn({ directory, open: disk.open });
      await sut.append(someEvent('a'));
      disk.left = left;
      await expect(sut.append(someEvent('b'))).rejects.toThrow('cannot be written');
      disk.left = Infinity;
      await sut.append(someEvent('c'));
      await sut.onApplicationShutdown();
      expect(runsIn(directory).slice(-1)).toEqual(['c']);
      await expectIntact(directory);
    },
  );

  it.each([0, 60, 5_000, 150_000])(
    'M3: a disk that is full after %i bytes is tried once for all lines that wait, and none of them stays',
    async (left) => {
      const directory = newDirectory();
      const disk = new FullDisk();
      let writes = 0;
      const open: OpenFile = async (path, ...how) => {
        const file = await disk.open(path, ...how);
        const write = (bytes: Buffer, offset: number, length: number) => {
          writes += 1;
          return file.write(bytes, offset, length);
        };
        return path.endsWith('.jsonl') ? withMethods(file, { write }) : file;
      };
      const { sut, reports } = auditLogIn({ directory, open });
      await sut.append(someEvent('a'));
      disk.left = left;
      writes = 0;
      const recorded = Array.from({ length: 500 }, (_, index) => `recorded_${index}`);
      const appends = recorded.map((run, index) => {
        sut.record(someEvent(run));
        return sut.append(someEvent(`refused_${index}`));
      });
      const results = await Promise.allSettled(appends);
      const reasons = new Set(results.map((result) => (result.status === 'rejected' ? String(result.reason) : 'kept')));
      expect([...reasons]).toEqual([expect.stringMatching(/The audit log in .* cannot be written: ENOSPC/)]);
      // What there was room for, and what there was not.
      expect(writes).toBe(left === 0 ? 1 : 2);
      expect(runsIn(directory)).toEqual(['a']);
      disk.left = Infinity;
      await sut.append(someEvent('c'));
      expect(runsIn(directory)).toEqual(['a', ...recorded, 'c']);
      expect(reports).toHaveLength(2);
      await sut.onApplicationShutdown();
      await expectIntact(directory);
    },
  );

  it('M3: what was only recorded is written as soon as there is room, in order and with its time', async () => {
    const directory = newDirectory();
    const disk = new FullDisk();
    const { sut, clock } = auditLogIn({ directory, open: disk.open });
    await sut.append(someEvent('a'));
    disk.left = 0;
    for (const run of ['b', 'c']) sut.record(someEvent(run));
    await expect(sut.append(someEvent('refused'))).rejects.toThrow('ENOSPC');
    sut.record(someEvent('d'));
    await clock.advance(20_000);
    disk.left = Infinity;
    await clock.advance(5_000);
    await sut.append(someEvent('e'));
    await sut.onApplicationShutdown();
    expect(runsIn(directory)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(auditLinesIn(directory)[1]).toMatchObject({ run: 'b', time: '2026-01-01T00:00:00.000Z' });
    await expectIntact(directory);
  });

  it('M3: of very many lines that wait it remembers the number', async () => {
    const directory = newDirectory();
    const disk = new FullDisk();
    disk.left = 0;
    const { sut } = auditLogIn({ directory, open: disk.open });
    await expect(sut.append(someEvent('refused'))).rejects.toThrow('ENOSPC');
    for (let number = 0; number < 1_500; number += 1) sut.record(someEvent(`run_${number}`));
    disk.left = Infinity;
    await sut.check();
    await sut.onApplicationShutdown();
    expect(runsIn(directory)).toHaveLength(1_000);
    expect(auditLinesIn(directory).at(-1)).toMatchObject({ kind: 'log.resumed', missed: 500 });
    await expectIntact(directory);
  });

  it('M3: of what comes while it is written again it remembers the number too, also where that fails', async () => {
    const directory = newDirectory();
    const disk = new FullDisk();
    const beforeWrites: (() => void)[] = [];
    const open: OpenFile = async (path, ...how) => {
      const file = await disk.open(path, ...how);
      const write = (bytes: Buffer, offset: number, length: number) => {
        beforeWrites.shift()?.();
        return file.write(bytes, offset, length);
      };
      return path.endsWith('.jsonl') ? withMethods(file, { write }) : file;
    };
    const { sut } = auditLogIn({ directory, open });
    disk.left = 0;
    await expect(sut.append(someEvent('refused'))).rejects.toThrow('ENOSPC');
    disk.left = Infinity;
    const flood = (): void => {
      for (let number = 0; number < 1_300; number += 1) sut.record(someEvent(`run_${number}`));
    };
    // The write of what came meanwhile finds no directory.
    const takeAway = (): void => {
      renameSync(directory, `${directory}-away`);
      writeFileSync(directory, '');
      throw new Error('EIO');
    };
    beforeWrites.push(flood, takeAway);
    await sut.check();
    await expect(sut.append(someEvent('refused too'))).rejects.toThrow('cannot be written');
    rmSync(directory);
    renameSync(`${directory}-away`, directory);
    await sut.check();
    await sut.onApplicationShutdown();
    const missed = auditLinesIn(directory).flatMap((line) => (line['kind'] === 'log.resumed' ? [line['missed']] : []));
    expect(missed).toEqual([0, 300]);
    expect(runsIn(directory)).toEqual(Array.from({ length: 1_000 }, (_, number) => `run_${number}`));
    await expectIntact(directory);
  });

  it('M3: something else in the place of its directory is a reason too, and ends with it', async () => {
    const directory = newDirectory();
    writeFileSync(directory, '');
    const { sut } = auditLogIn({ directory });
    await expect(sut.append(someEvent())).rejects.toThrow('cannot be written');
    rmSync(directory);
    mkdirSync(directory);
    chmodSync(directory, 0o700);
    await sut.append(someEvent());
    await sut.onApplicationShutdown();
    await expectIntact(directory);
  });

  it('M3: nothing is written after the end', async () => {
    const directory = newDirectory();
    const { sut } = auditLogIn({ directory });
    await sut.onApplicationShutdown();
    await expect(sut.append(someEvent())).rejects.toThrow('the gateway has stopped');
    expect(() => statSync(directory)).toThrow('ENOENT');
  });
});
