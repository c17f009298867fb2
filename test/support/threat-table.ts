import { dirname, join } from 'node:path';
import { readPage } from './markdown-blocks.js';

export interface ThreatRow {
  threat: string;
  control: string;
  tests: NamedTest[];
}

export interface NamedTest {
  /** Relative to the checkout. */
  path: string;
  title: string;
}

const page = 'docs/security.md';
const heading = '## Threats, and the tests that prove what holds';

/** The rows of the table of threats. A row that is none is an error. */
export function threatTable(): ThreatRow[] {
  const [, section = ''] = readPage(page).split(`${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map(toRow);
}

function toRow(line: string): ThreatRow {
  const [, threat = '', control = '', tests = '', ...rest] = line.split('|').map((cell) => cell.trim());
  if (rest.length !== 1) throw new Error(`not three cells: ${line}`);
  return { threat, control, tests: tests.split('<br>').map(toTest) };
}

/** `[name](../path): title` */
function toTest(text: string): NamedTest {
  const [, target, title] = /^\[[^\]]+\]\(([^)]+)\): (.+)$/.exec(text.trim()) ?? [];
  if (target === undefined || title === undefined) throw new Error(`not a link to a test and its title: ${text}`);
  return { path: join(dirname(page), target), title };
}
