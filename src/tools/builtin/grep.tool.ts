import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { answer } from '../files/answer.js';
import { Breather } from '../files/breather.js';
import { entryMatcher } from '../files/entry-matcher.js';
import { FileSearch } from '../files/file-search.js';
import { Report } from '../files/report.js';
import { SearchPattern } from '../files/search-pattern.js';
import { visibleEntries } from '../files/visible-entries.js';
import type { Tool, ToolContext, ToolResult } from '../tool.port.js';

const maxContext = 10;
const maxLines = 1_000;

interface GrepArguments {
  pattern: string;
  path?: string;
  glob?: string;
  ignoreCase?: boolean;
  context?: number;
}

/** Searches what is in files, line by line. */
@Injectable()
export class GrepTool implements Tool {
  readonly group = 'fs';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'grep',
    description: 'Search file contents by regular expression (RE2), line by line.',
    parameters: {
      type: 'object',
      properties: {
        pattern: { type: 'string' },
        path: { type: 'string', description: 'File or directory.' },
        glob: { type: 'string', description: 'Only these files, e.g. `*.ts`.' },
        ignoreCase: { type: 'boolean' },
        context: { type: 'integer', minimum: 0, maximum: maxContext, description: 'Lines around each match.' },
      },
      required: ['pattern'],
      additionalProperties: false,
    },
  };

  constructor(
    @Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    return answer(() => this.grep(args as unknown as GrepArguments, context));
  }

  private async grep(
    { pattern, path = '', glob = '*', ignoreCase = false, context = 0 }: GrepArguments,
    { files, signal }: ToolContext,
  ): Promise<string> {
    const isSearched = entryMatcher(glob, path, files.root);
    const breather = new Breather(this.clock, signal);
    const report = new Report(maxLines);
    const lineSearch = { pattern: SearchPattern.compile(pattern, ignoreCase), context, breather };
    const fileSearch = new FileSearch(this.storage, lineSearch, report);
    for await (const entry of visibleEntries(this.storage, { scope: files, path, glob, signal }, report, breather)) {
      if (isSearched(entry) && !(await fileSearch.add(files, entry))) break;
    }
    fileSearch.finish();
    return report.text('No matches.');
  }
}
