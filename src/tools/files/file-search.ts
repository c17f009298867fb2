import { counted, describeSize } from '../../common/describe-amount.js';
import type { StoredEntry, WorkspaceScope, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { WorkspaceError } from '../../workspace/workspace.error.js';
import { maxFileBytes } from './file-limits.js';
import { type Hit, type LineSearch, hitsOf } from './hits-of.js';
import type { Report } from './report.js';
import { shownPath } from './shown-path.js';
import { decodeText } from './text-encoding.js';

const maxMatches = 100;

/** One search for text: takes files one after the other and writes what they hold into the report. */
export class FileSearch {
  private matches = 0;
  private tooLarge = 0;
  private readonly failures: string[] = [];

  constructor(
    private readonly storage: WorkspaceStorage,
    private readonly search: LineSearch,
    private readonly report: Report,
  ) {}

  /** False once there is no room for more. */
  async add(scope: WorkspaceScope, entry: StoredEntry): Promise<boolean> {
    if (entry.kind !== 'file') return true;
    const text = await this.textOf(scope, entry);
    return text === undefined || (await this.addText(shownPath(entry.path), text));
  }

  /** Tells what was left out. To be called once, at the end. */
  finish(): void {
    const { linesCut } = this.search.pattern;
    const tooLarge = counted(this.tooLarge, 'file');
    const unreadable = counted(this.failures.length, 'file');
    const [failure] = this.failures;
    if (this.tooLarge > 0) this.report.notice(`not searched: ${tooLarge} over ${describeSize(maxFileBytes)}`);
    if (linesCut > 0) this.report.notice(`searched at the beginning only: ${counted(linesCut, 'very long line')}`);
    if (failure !== undefined) this.report.notice(`could not be read: ${unreadable}, e.g. ${failure}`);
  }

  /** Undefined for what is not searched. */
  private async textOf(scope: WorkspaceScope, { path, size = 0 }: StoredEntry): Promise<string | undefined> {
    if (size > maxFileBytes) {
      this.tooLarge += 1;
      return undefined;
    }
    try {
      return decodeText((await this.storage.read(scope, path, maxFileBytes)).bytes);
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      this.failures.push(error.message);
      return undefined;
    }
  }

  private async addText(path: string, text: string): Promise<boolean> {
    let last: number | undefined;
    for await (const hit of hitsOf(text, this.search)) {
      if (last !== undefined && hit.line > last + 1 && this.search.context > 0) this.report.add('--');
      last = hit.line;
      if (!this.addHit(path, hit)) return false;
    }
    return true;
  }

  private addHit(path: string, hit: Hit): boolean {
    if (hit.isMatch) this.matches += 1;
    const mark = hit.isMatch ? ':' : '-';
    const line = `${path}${mark}${hit.line}${mark} ${this.search.pattern.excerpt(hit.text)}`;
    if (this.matches <= maxMatches && this.report.add(line)) return true;
    this.report.notice('there are more matches; narrow the pattern, path or glob');
    return false;
  }
}
