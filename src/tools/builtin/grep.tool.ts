import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { FileSearch } from '../files/file-search.js';
import { Report } from '../files/report.js';
import { visibleEntries } from '../files/visible-entries.js';
import { Yielder } from '../files/yielder.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

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
export class GrepTool implements Tool<GrepArguments> {
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
    },
  };

  constructor(
    @Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async run(
    { pattern, path = '', glob = '*', ignoreCase = false, context = 0 }: GrepArguments,
    { files, signal }: ToolContext,
  ): Promise<ToolResult> {
    // Only here, because they bring the engine for expressions with them, which the start of the gateway need not wait for.
    const { entryMatcher } = await import('../files/entry-matcher.js');
    const { SearchPattern } = await import('../files/search-pattern.js');
    const isSearched = entryMatcher(glob, path, files.root);
    const yielder = new Yielder(this.clock, signal);
    const report = new Report(maxLines);
    const lineSearch = { pattern: SearchPattern.compile(pattern, ignoreCase), context, yielder };
    const fileSearch = new FileSearch(this.storage, lineSearch, report);
    for await (const entry of visibleEntries(this.storage, { scope: files, path, glob, signal }, report, yielder)) {
      if (isSearched(entry) && !(await fileSearch.add(files, entry))) break;
    }
    fileSearch.finish();
    return textResult(report.text('No matches.'));
  }
}
