import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { answer } from '../files/answer.js';
import { Breather } from '../files/breather.js';
import { entryMatcher } from '../files/entry-matcher.js';
import { Report } from '../files/report.js';
import { shownPath } from '../files/shown-path.js';
import { visibleEntries } from '../files/visible-entries.js';
import type { Tool, ToolContext, ToolResult } from '../tool.port.js';

const maxFound = 1_000;

interface FindArguments {
  pattern: string;
  path?: string;
}

/** Finds files and directories by their names. */
@Injectable()
export class FindTool implements Tool {
  readonly group = 'fs';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'find',
    description: 'Find files by glob, e.g. `*.ts` or `src/**/*.{js,ts}`, without .git and node_modules.',
    parameters: {
      type: 'object',
      properties: { pattern: { type: 'string' }, path: { type: 'string', description: 'Directory to search.' } },
      required: ['pattern'],
      additionalProperties: false,
    },
  };

  constructor(
    @Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  run(args: Record<string, unknown>, context: ToolContext): Promise<ToolResult> {
    return answer(() => this.find(args as unknown as FindArguments, context));
  }

  private async find({ pattern, path = '' }: FindArguments, { files, signal }: ToolContext): Promise<string> {
    const isFound = entryMatcher(pattern, path, files.root);
    const report = new Report(maxFound);
    const search = { scope: files, path, glob: pattern, signal };
    for await (const entry of visibleEntries(this.storage, search, report, new Breather(this.clock, signal))) {
      if (!isFound(entry) || report.add(shownPath(entry.path) + (entry.kind === 'directory' ? '/' : ''))) continue;
      report.notice('there are more; narrow pattern or path');
      break;
    }
    return report.text('Nothing found.');
  }
}
