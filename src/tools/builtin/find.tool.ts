import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { Report } from '../files/report.js';
import { shownPath } from '../files/shown-path.js';
import { visibleEntries } from '../files/visible-entries.js';
import { Yielder } from '../files/yielder.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

const maxFound = 1_000;

interface FindArguments {
  pattern: string;
  path?: string;
}

/** Finds files and directories by their names. */
@Injectable()
export class FindTool implements Tool<FindArguments> {
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
    },
  };

  constructor(
    @Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async run({ pattern, path = '' }: FindArguments, { files, signal }: ToolContext): Promise<ToolResult> {
    // Only here, because it brings the engine for expressions with it, which the start of the gateway need not wait for.
    const { entryMatcher } = await import('../files/entry-matcher.js');
    const isFound = entryMatcher(pattern, path, files.root);
    const report = new Report(maxFound);
    const search = { scope: files, path, glob: pattern, signal };
    for await (const entry of visibleEntries(this.storage, search, report, new Yielder(this.clock, signal))) {
      if (!isFound(entry) || report.add(shownPath(entry.path) + (entry.kind === 'directory' ? '/' : ''))) continue;
      report.notice('there are more; narrow pattern or path');
      break;
    }
    return textResult(report.text('Nothing found.'));
  }
}
