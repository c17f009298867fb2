import { Inject, Injectable } from '@nestjs/common';
import { describeSize } from '../../common/describe-amount.js';
import { type StoredEntry, WorkspaceStorage } from '../../workspace/workspace-storage.port.js';
import { Report } from '../files/report.js';
import { shownPath } from '../files/shown-path.js';
import { type Tool, type ToolContext, type ToolResult, textResult } from '../tool.port.js';

const maxEntries = 500;

interface LsArguments {
  path?: string;
}

/** Lists one directory. */
@Injectable()
export class LsTool implements Tool<LsArguments> {
  readonly group = 'fs';
  readonly ownerOnly = false;
  readonly sideEffects = false;
  readonly definition = {
    name: 'ls',
    description: 'List a directory of the workspace.',
    parameters: { type: 'object', properties: { path: { type: 'string' } } },
  };

  constructor(@Inject(WorkspaceStorage) private readonly storage: WorkspaceStorage) {}

  async run({ path = '' }: LsArguments, { files, signal }: ToolContext): Promise<ToolResult> {
    // One more than is shown, to know that there are more.
    const entries = await this.storage.list(files, path, { signal, limit: maxEntries + 1 });
    const report = new Report(maxEntries);
    const missing = entries.findIndex((entry) => !report.add(described(entry)));
    if (missing !== -1) report.notice(`only the first ${missing} entries; find with a glob shows others`);
    return textResult(report.text('The directory is empty.'));
  }
}

function described({ path, kind, size = 0 }: StoredEntry): string {
  const name = shownPath(path.slice(path.lastIndexOf('/') + 1));
  if (kind === 'directory') return `${name}/`;
  return kind === 'file' ? `${name}  ${describeSize(size)}` : `${name}  (no regular file)`;
}
