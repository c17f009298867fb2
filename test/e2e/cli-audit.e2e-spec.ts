import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditEvent } from '../../src/audit/audit-event.js';
import { auditFilesIn, auditLinesIn, auditLogIn, someEvent } from '../support/audit-fixtures.js';
import { eventually } from '../support/eventually.js';
import { OpenclawProcess } from '../support/openclaw-process.js';
import { runOpenclaw } from '../support/run-openclaw.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const scratch = temporaryDirectory();
let count = 0;
let home: string;
let directory: string;

beforeEach(() => {
  home = join(scratch, `home-${(count += 1)}`);
  directory = join(home, 'state', 'audit');
});

async function write(events: readonly AuditEvent[]): Promise<void> {
  const { sut } = auditLogIn({ directory, maxFileBytes: 1_000, keepFiles: 100 });
  for (const event of events) await sut.append(event);
  await sut.onApplicationShutdown();
}

const runs = (from: number, to: number): AuditEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => someEvent(`run_${from + index}`));

describe('openclaw audit verify', () => {
  it('M3: says that a log is whole, and what to note elsewhere', async () => {
    await write(runs(1, 20));
    const lines = auditLinesIn(directory);
    const hash = String(lines.at(-1)?.['hash']);
    const { code, stdout } = await runOpenclaw(['audit', 'verify'], { home });
    const files = auditFilesIn(directory).length;
    expect([code, stdout]).toEqual([0, expect.stringContaining(`OK: ${lines.length} lines in ${files} files`)]);
    expect(stdout).toContain(`Hash of the last line: ${hash}\n`);
    const json = await runOpenclaw(['audit', 'verify', '--json', '--noted', hash], { home });
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, lines: lines.length, last: { hash }, problems: [] });
  });

  it('M3: names file, line and what is wrong, and exits with 1', async () => {
    await write(runs(1, 20));
    const file = auditFilesIn(directory)[1] ?? '';
    const path = join(directory, file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('completed', 'cancelled'));
    const { code, stderr } = await runOpenclaw(['audit', 'verify'], { home });
    expect(code).toBe(1);
    expect(stderr).toContain(`${file}, line 2 was changed: its hash does not fit its content.`);
    const json = await runOpenclaw(['audit', 'verify', '--json'], { home });
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      1,
      expect.objectContaining({ ok: false, problems: [{ file, line: 2, what: expect.any(String) }] }),
    ]);
  });

  it('M3: a line that is being written is no problem, and is told', async () => {
    await write(runs(1, 1));
    appendFileSync(join(directory, 'audit-000001.jsonl'), '{"seq":2,');
    const { code, stderr } = await runOpenclaw(['audit', 'verify'], { home });
    expect([code, stderr]).toEqual([0, expect.stringContaining('The last line is not finished')]);
  });

  it('M3: a log that is not there does not pass', async () => {
    const { code, stderr } = await runOpenclaw(['audit', 'verify'], { home });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`There is no audit log at ${directory}.`)]);
    await write(runs(1, 3));
    rmSync(join(directory, 'audit-000001.jsonl'));
    const emptied = await runOpenclaw(['audit', 'verify'], { home });
    expect([emptied.code, emptied.stderr]).toEqual([1, expect.stringContaining('ends before it')]);
  });

  it('M3: refuses a hash that is none', async () => {
    const { code, stderr } = await runOpenclaw(['audit', 'verify', '--noted', 'abc'], { home });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--noted must be a hash of 64 hexadecimal digits')]);
  });
});

describe('openclaw audit tail', () => {
  it('M3: prints the newest lines, over several files, for people or as they are', async () => {
    await write(runs(1, 20));
    const text = await runOpenclaw(['audit', 'tail', '-n', '12'], { home });
    const printed = text.stdout.trim().split('\n');
    expect(printed).toHaveLength(12);
    expect(printed.at(-1)).toBe('2026-01-01T00:00:00.000Z run.ended run=run_20 outcome=completed');
    const json = await runOpenclaw(['audit', 'tail', '--lines', '500', '--json'], { home });
    const lines = json.stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(auditLinesIn(directory));
  });

  it('M3: prints nothing that a terminal would obey', async () => {
    await write([
      { kind: 'auth.failed', client: '192.0.2.7', door: 'http', reason: '\u001b[2Jx\nrun.started owner=true' },
    ]);
    const { stdout } = await runOpenclaw(['audit', 'tail'], { home });
    expect(stdout).toBe(
      '2026-01-01T00:00:00.000Z auth.failed client=192.0.2.7 door=http reason=x run.started owner=true\n',
    );
  });

  it('M3: follows what is added, also into another file', async () => {
    await write(runs(1, 2));
    const running = new OpenclawProcess(['audit', 'tail', '--follow', '-n', '1'], {
      env: { HOME: home, OPENCLAW_STATE_DIR: join(home, 'state') },
    });
    await eventually(() => running.stdout.includes('run_2'));
    await write(runs(3, 15));
    await eventually(() => running.stdout.includes('run_15'));
    const shown = [...running.stdout.matchAll(/run=(run_\d+)/g)].map(([, run]) => run);
    expect(shown).toEqual(runs(2, 15).map((event) => ('run' in event ? event.run : '')));
    running.signal('SIGINT');
    expect(await running.exit).toEqual({ code: 130, signal: null });
  });
});
