import { Inject, Injectable } from '@nestjs/common';
import { type StoredEntry, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { answer } from '../files/answer.js';
import { describeSize } from '../files/describe-size.js';
import { Report } from '../files/report.js';
import { shownPath } from '../files/shown-path.js';
import type { Tool, ToolContext, ToolResult } from '../tool.port.js';

const maxEntries = 500;

/** Lists one directory. */
@Injectable()
export class LsTool implements Tool {
  readonly group = 'fs';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'ls',
    description: 'List a directory of the workspace.',
    parameters: { type: 'object', properties: { path: { type: 'string' } }, additionalProperties: false },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  run(args: Record<string, unknown>, { files }: ToolContext): Promise<ToolResult> {
    const { path = '' } = args as { path?: string };
    return answer(async () => {
      const entries = await this.storage.list(files, path);
      const report = new Report(maxEntries);
      const missing = entries.findIndex((entry) => !report.add(described(entry)));
      if (missing !== -1) report.notice(`${missing} of ${entries.length} entries; find with a glob shows others`);
      return report.text('The directory is empty.');
    });
  }
}

function described({ path, kind, size = 0 }: StoredEntry): string {
  const name = shownPath(path.slice(path.lastIndexOf('/') + 1));
  if (kind === 'directory') return `${name}/`;
  return kind === 'file' ? `${name}  ${describeSize(size)}` : `${name}  (no regular file)`;
}
